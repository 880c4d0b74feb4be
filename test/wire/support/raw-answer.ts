// Answers as they are on the wire, for tests that tell two of them apart.
import type { JsonObject, JsonValue } from '@bufbuild/protobuf';
import type { TestApp } from '../../support/app.js';
import { rpcPath } from './client.js';
import { restRequest } from './rest-client.js';

export interface RawAnswer {
  readonly status: number;
  /** All but those that differ from answer to answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RawRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer> | undefined;
}

const PASSING = ['date', 'x-request-id'];

export async function send(app: TestApp, { method, target, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  const response = await fetch(`${app.baseUrl}${target}`, { method, headers, ...(body === undefined ? {} : { body }) });
  const kept = [...response.headers].filter(([name]) => !PASSING.includes(name));
  return { status: response.status, headers: Object.fromEntries(kept), body: await response.text() };
}

/** Over Connect in JSON. */
export function connectRequest(rpc: string, message: JsonValue, authorization: string): RawRequest {
  return {
    method: 'POST',
    target: rpcPath(rpc),
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify(message),
  };
}

/** Over REST, on the paths given. */
export function restCall(
  paths: Readonly<Record<string, string>>,
  { rpc, message, authorization }: { rpc: string; message: JsonObject; authorization: string },
): RawRequest {
  const { method, target, body } = restRequest(paths, rpc, message);
  return {
    method,
    target,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}
