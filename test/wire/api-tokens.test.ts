// API tokens at the running service: never more than their set, at any RPC, and over at once when they are deleted.
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, test } from 'vitest';
import { generateSecret } from '../../src/credentials/secrets/secret-format.js';
import { systemRandom } from '../../src/kernel/random.js';
import { altered } from '../support/altered.js';
import { basic, sharedApp, type TestApp } from '../support/app.js';
import { ALL_METHODS, type Client, list, text } from './support/client.js';
import { openClient } from './support/clients.js';
import { plausible } from './support/messages.js';
import { expectRefused, present } from './support/presented.js';
import { type Act, actAs, createServiceUser, createTenant, grant, plainClient, type Tenant } from './support/tenant.js';

/** What anyone may call, and what any token may that asks about itself. */
const OPEN = ['AuthToken', 'GetJWKs', 'GetKey', 'GetServiceUserJWK', 'GetServiceUserKey'];
const ABOUT_CALLER = ['GetCurrentUser', 'IntrospectToken', 'ListPermissionNames'];
const BOOTSTRAP = '00000000-0000-0000-0000-000000000001';

let app: TestApp;
let tenant: Tenant;
let admin: Act;
let client: Client;
let order: string;

beforeAll(async () => {
  app = await sharedApp();
  tenant = await createTenant(app);
  client = plainClient(app.baseUrl);
  admin = actAs(client, app.admin.basic);
  order = `${tenant.resourceType.replace('/', '_')}_get`;
});

async function tokenOf(id: string, more: JsonObject, act: Act = admin): Promise<{ id: string; bearer: string }> {
  const { token } = await act('CreateToken', { id, title: 't', permissions: [order], ...more });
  return { id: text(token as JsonObject, 'id'), bearer: `Bearer ${text(token as JsonObject, 'token')}` };
}

async function ownerId(): Promise<string> {
  return text(await actAs(client, tenant.owner)('GetCurrentUser', {}), 'serviceuser.id');
}

async function check(authorization: string, permission: string, resource: string): Promise<string> {
  const { value } = await client.call('CheckPermission', { permission, resource }, { authorization });
  return value['status'] === true ? 'allowed' : text(value, 'reason');
}

describe.each([
  ["of an organization's owner", () => ownerId()],
  ['of a platform administrator', async () => BOOTSTRAP],
])('a token %s that may see orders', (_, owner) => {
  let clients: readonly Client[];
  let authorization: string;

  beforeAll(async () => {
    authorization = (await tokenOf(await owner(), {})).bearer;
    clients = [openClient('Connect, JSON', app.baseUrl), openClient('grpc-js', app.baseUrl)];
    return () => clients.map((each) => each.close());
  });

  const rpcs = ALL_METHODS.map(({ name }) => name).filter((rpc) => ![...OPEN, ...ABOUT_CALLER].includes(rpc));
  test.each(rpcs.filter((rpc) => rpc !== 'GetProjectResource'))('may not call %s', async (rpc) => {
    for (const each of clients) {
      const { code, reason } = await each.call(rpc, plausible(rpc, tenant), { authorization });
      expect({ code, reason }).toEqual({
        code: 'permission_denied',
        reason: expect.stringMatching(/^(NOT_AUTHORIZED|TOKEN_NOT_PERMITTED)$/),
      });
    }
  });

  test.each([...ABOUT_CALLER, 'GetProjectResource'])('may call %s', async (rpc) => {
    const message = plausible(rpc, tenant);
    for (const each of clients) expect((await each.call(rpc, message, { authorization })).code).toBe('ok');
  });
});

test('its decisions are the intersection, and what its owner loses it loses at once', async () => {
  const robot = await createServiceUser(admin, tenant.orgId);
  const at = `app/project:${tenant.projectId}`;
  const { policy } = await grant(admin, { role: 'app_project_owner', at, to: robot.id });
  const resource = `${tenant.resourceType}:${tenant.resourceId}`;
  const bound = await tokenOf(robot.id, { resource });
  const token = await tokenOf(robot.id, { permissions: [order, 'app_project_get', 'app_organization_update'] });
  expect(await check(bound.bearer, 'get', resource)).toBe('allowed');
  expect(await check(bound.bearer, order, at)).toBe('token_not_permitted');
  expect(await check(token.bearer, 'get', at)).toBe('allowed');
  expect(await check(token.bearer, 'update', at)).toBe('token_not_permitted');
  expect(await check(token.bearer, 'update', `app/organization:${tenant.orgId}`)).toBe('no_grant');
  const batch = { bodies: ['get', 'update'].map((permission) => ({ permission, resource: at })) };
  const answer = await client.call('BatchCheckPermission', batch, { authorization: token.bearer });
  expect(list(answer.value, 'pairs').map(({ reason }) => reason)).toEqual(['', 'token_not_permitted']);
  await admin('DeletePolicy', { id: text(policy as JsonObject, 'id') });
  expect(await check(bound.bearer, 'get', resource)).toBe('no_grant');
});

test('is deleted at once', async () => {
  const token = await tokenOf(tenant.serviceUserId, {});
  const me = () => client.call('GetCurrentUser', {}, { authorization: token.bearer });
  expect(text((await me()).value, 'serviceuser.id')).toBe(tenant.serviceUserId);
  await admin('DeleteToken', { id: tenant.serviceUserId, token_id: token.id });
  expect((await me()).code).toBe('unauthenticated');
});

test('is made by who holds what it gives, and a token makes none that has more than itself', async () => {
  const owner = actAs(client, tenant.owner);
  const robot = await createServiceUser(admin, tenant.orgId);
  const manage = 'app_organization_serviceusermanage';
  const make = async (act: string, permissions: readonly string[], more: JsonObject = {}) => {
    const message = { id: robot.id, title: 't', permissions: [...permissions], ...more };
    const { code, reason } = await client.call('CreateToken', message, { authorization: act });
    return code === 'ok' ? 'ok' : reason;
  };
  expect(await make(tenant.owner, [order])).toBe('ok');
  expect(await make(tenant.owner, ['app_platform_check'])).toBe('TOKEN_EXCEEDS_HOLDER');
  expect(await make(tenant.owner, [order], { resource: 'app/platform:platform' })).toBe('TOKEN_EXCEEDS_HOLDER');
  expect(await make(tenant.robot, [order])).toBe('NOT_AUTHORIZED');
  const manager = await tokenOf(await ownerId(), { permissions: [manage, order], ttl: '1h' }, owner);
  expect(await make(manager.bearer, [order])).toBe('ok');
  expect(await make(manager.bearer, [manage, order])).toBe('ok');
  expect(await make(manager.bearer, [order, 'app_organization_update'])).toBe('TOKEN_EXCEEDS_HOLDER');
  expect(await make(manager.bearer, [order], { ttl: '2h' })).toBe('TOKEN_EXCEEDS_HOLDER');
  const resource = `app/serviceuser:${robot.id}`;
  const bound = await tokenOf(await ownerId(), { permissions: [manage], resource });
  expect(await make(bound.bearer, [manage])).toBe('TOKEN_EXCEEDS_HOLDER');
  expect(await make(bound.bearer, [manage], { resource })).toBe('ok');
  for (const rpc of ['CreateSecret', 'CreateKey']) {
    const answer = await client.call(rpc, { id: robot.id, title: 't' }, { authorization: manager.bearer });
    expect(answer).toMatchObject({ code: 'permission_denied', reason: 'TOKEN_NOT_PERMITTED' });
  }
});

test('names of permissions are listed as a token may ask for them, and `Product:read` is one', async () => {
  await admin('CreatePermission', { bodies: [{ namespace: 'Product', name: 'read' }, { key: 'Product:write' }] });
  const { names } = await admin('ListPermissionNames', {});
  expect(names).toEqual(
    expect.arrayContaining(['Product:read', 'Product:write', 'app.organization.get', order.replaceAll('_', '.')]),
  );
  const token = await tokenOf(await ownerId(), { permissions: ['Product:read'] });
  const at = `app/project:${tenant.projectId}`;
  expect(await check(token.bearer, 'Product:read', at)).toBe('allowed');
  expect(await check(token.bearer, 'Product_read', at)).toBe('allowed');
  expect(await check(token.bearer, 'Product.write', at)).toBe('token_not_permitted');
  const named = names as string[];
  const everything = await tokenOf(BOOTSTRAP, { permissions: named.slice(0, 100) });
  expect(await check(everything.bearer, 'get', at)).toBe('allowed');
});

test('by Basic with its id, over every door', async () => {
  const made = await admin('CreateToken', { id: tenant.serviceUserId, title: 't', permissions: [order] });
  const authorization = basic(text(made, 'token.id'), text(made, 'token.token'));
  const response = await fetch(`${app.baseUrl}/v1beta1/users/self`, { headers: { authorization } });
  expect(response.status).toBe(200);
  const grpc = openClient('grpc-js', app.baseUrl);
  expect((await grpc.call('GetCurrentUser', {}, { authorization })).code).toBe('ok');
  grpc.close();
});

test('whatever is wrong with it, it is refused in the same words', async () => {
  const made = await admin('CreateToken', { id: tenant.serviceUserId, title: 't', permissions: [order] });
  const token = text(made, 'token.token');
  const id = text(made, 'token.id');
  const short = await admin('CreateToken', { id: tenant.serviceUserId, title: 't', permissions: [order], ttl: '1s' });
  const guess = (of: string, kind: 'secret' | 'api_token' | 'admin_token') => generateSecret(of, systemRandom, kind);
  const wrong = [
    ...[token.slice(0, -1), `${token}0`, token.toUpperCase(), token.toLowerCase(), `${token}%20`, token.slice(0, 20)],
    ...[guess(id, 'api_token'), guess(randomUUID(), 'api_token'), guess(tenant.secretId, 'api_token')],
    ...[guess(id, 'admin_token'), guess(id, 'secret'), 'frt_', 'fra_'],
  ];
  const grpc = openClient('grpc-js', app.baseUrl);
  for (const text of wrong) expectRefused(await present(app, grpc, { authorization: `Bearer ${text}` }));
  // Not all of them: guessing at one id is limited.
  for (const text of wrong.slice(0, 7)) expectRefused(await present(app, grpc, { authorization: basic(id, text) }));
  expectRefused(await present(app, grpc, { 'x-user-token': token }));
  await expect
    .poll(
      async () =>
        (await client.call('GetCurrentUser', {}, { authorization: `Bearer ${text(short, 'token.token')}` })).code,
      { timeout: 5_000 },
    )
    .toBe('unauthenticated');
  expectRefused(await present(app, grpc, { authorization: `Bearer ${text(short, 'token.token')}` }));
  grpc.close();
});

test('its service user ends it by showing it, others do not, and it does not end others', async () => {
  const robot = await createServiceUser(admin, tenant.orgId);
  const token = await tokenOf(robot.id, {});
  const shown = token.bearer.slice('Bearer '.length);
  const revoke = (authorization: string, what: string) =>
    client.call('RevokeToken', { token: what }, { authorization });
  expect((await revoke(tenant.robot, shown)).reason).toBe('TOKEN_NOT_YOURS');
  expect((await revoke(token.bearer, shown)).reason).toBe('TOKEN_NOT_PERMITTED');
  expect((await revoke(robot.basic, altered(shown))).code).toBe('ok');
  expect((await client.call('GetCurrentUser', {}, { authorization: token.bearer })).code).toBe('ok');
  const ended = await fetch(`${app.baseUrl}/oauth2/revoke`, {
    method: 'POST',
    headers: { authorization: robot.basic, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token: shown }),
  });
  expect(ended.status).toBe(200);
  expect((await client.call('GetCurrentUser', {}, { authorization: token.bearer })).code).toBe('unauthenticated');
  expect((await revoke(robot.basic, shown)).code).toBe('ok');
});

test.each([
  ['3600', 200],
  ['"3600"', 200],
  ['"1h"', 200],
  ['0', 400],
  ['1.5', 400],
  ['true', 400],
])('over REST it lives for %s: %d', async (ttl, status) => {
  const path = `/v1beta1/organizations/${tenant.orgId}/serviceusers/${tenant.serviceUserId}/tokens`;
  const response = await fetch(`${app.baseUrl}${path}`, {
    method: 'POST',
    headers: { authorization: app.admin.basic, 'content-type': 'application/json' },
    body: `{"title": "t", "permissions": ["${order}"], "ttl": ${ttl}}`,
  });
  const answer = (await response.json()) as { token?: { created_at: string; expires_at: string } };
  expect(response.status).toBe(status);
  if (answer.token === undefined) return;
  const life = Date.parse(answer.token.expires_at) - Date.parse(answer.token.created_at);
  expect(Math.round(life / 1_000)).toBe(3_600);
});
