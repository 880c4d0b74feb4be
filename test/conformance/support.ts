// An OAuth client at the running service, and its requests as they are on the wire.
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@bufbuild/protobuf';
import { importPKCS8, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { expect } from 'vitest';
import { ISSUER, sharedApp, type TestApp } from '../support/app.js';
import { text } from '../wire/support/client.js';
import { type Act, actAs, createServiceUser, createTenant, plainClient, type Tenant } from '../wire/support/tenant.js';

export const GRANTS = {
  jwtBearer: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  tokenExchange: 'urn:ietf:params:oauth:grant-type:token-exchange',
};
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface OAuthClient {
  readonly serviceUserId: string;
  readonly id: string;
  readonly secret: string;
  /** The header Authorization. */
  readonly basic: string;
  /** An ES256 key of the same service user. */
  readonly kid: string;
  readonly privateKey: string;
}

export interface World {
  readonly app: TestApp;
  readonly tenant: Tenant;
  /** As the platform administrator. */
  readonly act: Act;
  readonly client: OAuthClient;
}

export async function openWorld(started?: TestApp): Promise<World> {
  const app = started ?? (await sharedApp());
  const tenant = await createTenant(app);
  const act = actAs(plainClient(app.baseUrl), app.admin.basic);
  return { app, tenant, act, client: await createClient(act, tenant.orgId) };
}

export async function createClient(act: Act, orgId: string): Promise<OAuthClient> {
  const { id: serviceUserId, secretId: id, basic } = await createServiceUser(act, orgId);
  const secret = Buffer.from(basic.slice(6), 'base64').toString().split(':').slice(1).join(':');
  const made = await act('CreateKey', { org_id: orgId, id: serviceUserId, title: 'k', algorithm: 'ES256' });
  const key = made['key'] as JsonObject;
  return { serviceUserId, id, secret, basic, kid: text(key, 'kid'), privateKey: text(key, 'private_key') };
}

export interface OAuthAnswer {
  readonly status: number;
  header(name: string): string | null;
  readonly text: string;
  /** Empty for what is no JSON object. */
  readonly json: Readonly<Record<string, unknown>>;
}

export type Fields = Readonly<Record<string, string | undefined>> | readonly (readonly [string, string])[];

/** POST of a form; `headers` may say that it is something else. A field that is undefined is left out. */
export async function post(
  { baseUrl }: { readonly baseUrl: string },
  path: string,
  { fields = {}, body, headers = {} }: { fields?: Fields; body?: string; headers?: Record<string, string> },
): Promise<OAuthAnswer> {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  return request(baseUrl + path, { method: 'POST', headers: { ...type, ...headers }, body: body ?? form(fields) });
}

export async function request(url: string, init: RequestInit): Promise<OAuthAnswer> {
  const response = await fetch(url, init);
  const said = await response.text();
  return { status: response.status, header: (name) => response.headers.get(name), text: said, json: jsonOf(said) };
}

/** Refused as RFC 6749 §5.2 has it: the error, nothing that betrays more, and nothing to keep. */
export function expectError(answer: OAuthAnswer, status: number, error: string): void {
  expect({ status: answer.status, error: answer.json['error'], text: answer.text }).toEqual({
    status,
    error,
    text: answer.text,
  });
  expect(Object.keys(answer.json).sort()).toEqual(['error', 'error_description']);
  expect(String(answer.json['error_description'])).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  expect(answer.header('content-type')).toBe('application/json');
  expectNotKept(answer);
  if (status === 401) expect(answer.header('www-authenticate')).toMatch(/Basic realm="frontier"/);
}

export function expectNotKept(answer: OAuthAnswer): void {
  expect([answer.header('cache-control'), answer.header('pragma')]).toEqual(['no-store', 'no-cache']);
}

export function now(): number {
  return Math.floor(Date.now() / 1000);
}

/** A JWT made with the client's key for this one request; a claim or header that is undefined is left out. */
export async function assertion(
  { kid, privateKey }: OAuthClient,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const usual = { iss: kid, sub: kid, aud: ISSUER, iat: now(), exp: now() + 60, jti: randomUUID() };
  const key = await importPKCS8(privateKey, 'ES256');
  return new SignJWT({ ...usual, ...claims } as JWTPayload)
    .setProtectedHeader({ alg: 'ES256', kid, ...header } as JWTHeaderParameters)
    .sign(key);
}

/** The answer of the token endpoint to a client that authenticates by Basic. */
export function ask({ app, client }: World, fields: Fields, by: OAuthClient = client): Promise<OAuthAnswer> {
  return post(app, '/oauth2/token', { fields, headers: { authorization: by.basic } });
}

/** An access token of the client, for whatever is asked. */
export async function tokenOf(world: World, fields: Record<string, string> = {}, by = world.client): Promise<string> {
  const { json, text: said } = await ask(world, { grant_type: 'client_credentials', ...fields }, by);
  if (typeof json['access_token'] !== 'string') throw new Error(said);
  return json['access_token'];
}

/** A new API token of the client. */
export async function apiTokenOf({ act, tenant }: World, { serviceUserId: id }: OAuthClient): Promise<string> {
  const asked = { org_id: tenant.orgId, id, title: 't', permissions: ['app_organization_get'] };
  return text(await act('CreateToken', asked), 'token.token');
}

function form(fields: Fields): string {
  const pairs = Array.isArray(fields) ? fields : Object.entries(fields);
  const given: [string, string][] = pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return new URLSearchParams(given).toString();
}

function jsonOf(said: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(said);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
