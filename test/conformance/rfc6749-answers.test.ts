// RFC 6749: scopes, and what the token endpoint answers.
import { beforeAll, describe, expect, test } from 'vitest';
import { altered } from '../support/altered.js';
import { basic } from '../support/app.js';
import {
  ask,
  expectError,
  expectNotKept,
  type Fields,
  openWorld,
  post,
  request,
  tokenOf,
  type World,
} from './support.js';

let world: World;
let post6749: (fields: Fields, headers?: Record<string, string>) => ReturnType<typeof post>;
const TOKEN = '/oauth2/token';
const GRANT = { grant_type: 'client_credentials' };

beforeAll(async () => {
  world = await openWorld();
  post6749 = (fields, headers = {}) => post(world.app, TOKEN, { fields, headers });
});

const own = () => ({ client_id: world.client.id, client_secret: world.client.secret });

describe('§3.3 scope', () => {
  test('§5.1 is answered as it was granted, and left out when none was asked', async () => {
    expect((await ask(world, GRANT)).json).not.toHaveProperty('scope');
    const { json } = await ask(world, { ...GRANT, scope: 'app.project.get app_organization_get app_project_get' });
    expect(json['scope']).toBe('app_organization_get app_project_get');
  });

  test.each([
    ' app_project_get',
    'app_project_get ',
    'app_project_get  app_organization_get',
    'app_project_get\tapp_organization_get',
    'app_project_get\n',
    'app_project_got',
    'app_platform_superuser',
    'get',
    '*',
    '"',
    'app_project_get\u0000',
    'ä',
    '../..',
    Array.from({ length: 65 }, (_, index) => `a_b_${index}`).join(' '),
    'app_project_get '.repeat(3_000).trim(),
  ])('%j', async (scope) => {
    expectError(await ask(world, { ...GRANT, scope }), 400, 'invalid_scope');
  });

  test('the token can do no more than its scope', async () => {
    const { app, client, act, tenant } = world;
    const at = `app/organization:${tenant.orgId}`;
    await act('CreatePolicy', {
      body: { role_id: 'app_organization_manager', resource: at, principal: `app/serviceuser:${client.serviceUserId}` },
    });
    const check = async (token: string, permission: string) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const body = JSON.stringify({ permission, resource: at });
      return (await request(`${app.baseUrl}/v1beta1/check`, { method: 'POST', headers, body })).json['status'];
    };
    const narrow = await tokenOf(world, { scope: 'app_organization_get' });
    const whole = await tokenOf(world);
    expect(await check(whole, 'update')).toBe(true);
    expect(await check(narrow, 'get')).toBe(true);
    expect(await check(narrow, 'update')).toBe(false);
  });
});

describe('§4.4, §5.1 client_credentials', () => {
  test('the answer', async () => {
    const answer = await ask(world, GRANT);
    expect(Object.keys(answer.json).sort()).toEqual(['access_token', 'expires_in', 'token_type']);
    expect(answer.header('content-type')).toBe('application/json');
    expect(answer.header('x-user-token')).toBeNull();
    expectNotKept(answer);
  });
});

describe('§5.2 errors', () => {
  const wrong = () => ({ ...own(), client_secret: altered(own().client_secret) });

  test('invalid_client: unknown, wrong and none, all in the same words', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000';
    const said = new Set<string>();
    for (const { client_id, client_secret } of [wrong(), { ...own(), client_id: unknown }]) {
      const byBasic = await post6749(GRANT, { authorization: basic(client_id, client_secret) });
      for (const answer of [byBasic, await post6749({ ...GRANT, client_id, client_secret })]) {
        expectError(answer, 401, 'invalid_client');
        said.add(answer.text + answer.header('www-authenticate'));
      }
    }
    expect(said.size).toBe(1);
    expectError(await post6749(GRANT), 401, 'invalid_client');
    expectError(await post6749({ ...GRANT, client_id: own().client_id }), 401, 'invalid_client');
  });

  test.each([
    'Basic',
    'Basic ',
    'Basic %%%',
    `Basic ${Buffer.from('nocolon').toString('base64')}`,
    'Bearer x',
    'Digest username="x"',
    'x',
  ])('invalid_client: %j', async (authorization) => {
    expectError(await post6749(GRANT, { authorization }), 401, 'invalid_client');
  });

  test('invalid_client: an access token is no credential', async () => {
    expectError(await post6749(GRANT, { authorization: `Bearer ${await tokenOf(world)}` }), 401, 'invalid_client');
    expectError(await post6749(GRANT, { 'x-user-token': await tokenOf(world) }), 401, 'invalid_client');
  });

  test('invalid_request: a secret without a client', async () => {
    expectError(await post6749({ ...GRANT, client_secret: 'x' }), 400, 'invalid_request');
  });

  test.each([
    'password',
    'authorization_code',
    'refresh_token',
    'implicit',
    'CLIENT_CREDENTIALS',
    'client_credentials ',
  ])('unsupported_grant_type: %j', async (grant_type) => {
    expectError(await ask(world, { grant_type }), 400, 'unsupported_grant_type');
  });

  test('nothing of what was sent comes back', async () => {
    const secret = 'frs_this-is-what-must-not-come-back';
    for (const fields of [
      { ...GRANT, client_id: own().client_id, client_secret: secret },
      { grant_type: secret },
      { ...GRANT, scope: secret },
      { ...GRANT, resource: secret },
    ])
      expect(
        (await post6749(fields, 'client_secret' in fields ? {} : { authorization: world.client.basic })).text,
      ).not.toContain(secret);
  });
});
