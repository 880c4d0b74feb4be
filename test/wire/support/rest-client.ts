// A REST client that knows nothing but published paths: fetch and JSON.
import { fromJson, type JsonObject, type JsonValue } from '@bufbuild/protobuf';
import { StatusSchema } from '../../../gen/google/rpc/status_pb.js';
import { type Client, succeeded } from './client.js';
import { headersOf } from './connect-clients.js';
import { DETAILS, failed, unpack } from './error-details.js';

/** What goes over the wire for a call. */
export interface RestRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly body: JsonValue | undefined;
}

export function restClient(baseUrl: string, paths: Readonly<Record<string, string>>): Client {
  return {
    call: async (rpc, message, options) => {
      const { method, target, body } = restRequest(paths, rpc, message);
      const response = await fetch(`${baseUrl}${target}`, {
        method,
        headers: { ...headersOf(options), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const json = (await response.json()) as JsonObject;
      const header = (name: string) => response.headers.get(name) ?? undefined;
      if (response.ok) return succeeded(json, header);
      const { code, message: text, details } = fromJson(StatusSchema, json, { registry: DETAILS });
      return failed({ code, message: text, details: unpack(details), header });
    },
    close: () => {},
  };
}

export function restRequest(paths: Readonly<Record<string, string>>, rpc: string, message: JsonObject): RestRequest {
  const row = paths[rpc];
  if (row === undefined) throw new Error(`no path is written down for ${rpc}`);
  const [method = '', template = '', bodyRule = ''] = row.split(' ');
  const rest = { ...message };
  const path = template.replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = rest[field];
    delete rest[field];
    return encodeURIComponent(String(value ?? ''));
  });
  if (bodyRule === '*') return { method, target: path, body: rest };
  const body = bodyRule === '' ? undefined : rest[bodyRule];
  delete rest[bodyRule];
  return { method, target: path + queryOf(rest), body };
}

function queryOf(fields: JsonObject): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    for (const item of Array.isArray(value) ? value : [value]) query.append(name, String(item));
  return query.size === 0 ? '' : `?${query}`;
}
