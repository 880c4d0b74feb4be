// Clients of other generations, unmodified: upstream's names of calls, camelCase, doubled slashes, content types of their own.
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedApp, type TestApp } from '../support/app.js';
import { type Client, list, text } from './support/client.js';
import { CLIENT_NAMES, openClient } from './support/clients.js';
import { send } from './support/raw-answer.js';
import { createTenant, type Tenant } from './support/tenant.js';

const SERVICE = '/raystack.frontier.v1beta1.FrontierService';

let app: TestApp;
let tenant: Tenant;

beforeAll(async () => {
  app = await sharedApp();
  tenant = await createTenant(app);
});

/** RPC protocols have the old names; on REST the paths are the same. */
describe.each(CLIENT_NAMES.filter((name) => !name.startsWith('REST')))('%s', (name) => {
  let client: Client;

  beforeAll(() => {
    client = openClient(name, app.baseUrl);
    return () => client.close();
  });

  async function ask(rpc: string, message: Parameters<Client['call']>[1]) {
    const { code, value } = await client.call(rpc, message, { authorization: tenant.owner });
    expect(code, rpc).toBe('ok');
    return value;
  }

  test.each(['ServiceUserCredential', 'ServiceUserSecret', 'Secret'])('%s', async (noun) => {
    const named = { id: tenant.serviceUserId, org_id: tenant.orgId };
    const made = await ask(`Create${noun}`, { ...named, title: noun });
    const secret_id = text(made, 'secret.id');
    expect(list(await ask(`List${noun}s`, named), 'secrets').map(({ id }) => id)).toContain(secret_id);
    await ask(`Delete${noun}`, { ...named, secret_id });
    const again = await client.call(`Delete${noun}`, { ...named, secret_id }, { authorization: tenant.owner });
    expect(again.code).toBe('not_found');
  });

  test.each(['ServiceUserToken', 'Token'])('%s', async (noun) => {
    const named = { id: tenant.serviceUserId, org_id: tenant.orgId };
    const made = await ask(`Create${noun}`, { ...named, title: noun, permissions: ['app_organization_get'] });
    const [token, token_id] = [text(made, 'token.token'), text(made, 'token.id')];
    const basic = `Basic ${Buffer.from(`${token_id}:${token}`).toString('base64')}`;
    expect((await client.call('GetCurrentUser', {}, { authorization: basic })).code).toBe('ok');
    const listed = list(await ask(`List${noun}s`, named), 'tokens').find(({ id }) => id === token_id);
    expect(listed).toMatchObject({ title: noun, token: '', is_valid: true });
    await ask(`Delete${noun}`, { ...named, token_id });
    expect((await client.call('GetCurrentUser', {}, { authorization: basic })).code).toBe('unauthenticated');
  });

  test.each(['ServiceUserJWK', 'ServiceUserKey', 'Key'])('%s', async (noun) => {
    const named = { id: tenant.serviceUserId, org_id: tenant.orgId };
    const made = await ask(`Create${noun}`, { ...named, title: noun, algorithm: 'ES256' });
    const key_id = text(made, 'key.kid');
    expect(list(await ask(`List${noun}s`, named), 'keys').map(({ id }) => id)).toContain(key_id);
    const { code, value } = await client.call(`Get${noun}`, { ...named, key_id });
    expect({ code, kid: text(value, 'keys.0.kid') }).toEqual({ code: 'ok', kid: key_id });
    await ask(`Delete${noun}`, { ...named, key_id });
  });

  test('CheckResourcePermission', async () => {
    const question = { permission: 'get', resource: `app/organization:${tenant.orgId}` };
    const [old, now] = [await ask('CheckResourcePermission', question), await ask('CheckPermission', question)];
    expect(old).toEqual(now);
    expect(old).toMatchObject({ status: true });
  });
});

describe('camelCase, as protobuf clients of JavaScript write it', () => {
  const headers = { 'content-type': 'application/json', 'connect-protocol-version': '1' };

  test('in by Connect, and by REST', async () => {
    const body = JSON.stringify({ orgId: tenant.orgId, body: { title: 'camel' } });
    const authorization = tenant.owner;
    for (const target of [`${SERVICE}/CreateServiceUser`, '/v1beta1/serviceusers']) {
      const answer = await send(app, { method: 'POST', target, headers: { ...headers, authorization }, body });
      expect(answer.status, answer.body).toBe(200);
      expect(JSON.parse(answer.body)).toMatchObject({ serviceuser: { title: 'camel' } });
    }
  });

  test('a token the way upstream’s packages ask for it, and a check with it', async () => {
    const [clientId, clientSecret] = Buffer.from(tenant.robot.slice(6), 'base64').toString().split(':');
    const body = JSON.stringify({ grantType: 'client_credentials', clientId, clientSecret });
    const token = await send(app, { method: 'POST', target: `${SERVICE}/AuthToken`, headers, body });
    const { accessToken } = JSON.parse(token.body);
    expect(token.headers['x-user-token']).toBe(accessToken);
    const check = await send(app, {
      method: 'POST',
      target: `${SERVICE}/CheckResourcePermission`,
      headers: { ...headers, authorization: `Bearer ${accessToken}` },
      body: JSON.stringify({ objectId: tenant.orgId, objectNamespace: 'app/organization', permission: 'get' }),
    });
    expect(JSON.parse(check.body)).toMatchObject({ status: true });
  });
});

describe('REST as old clients speak it', () => {
  test.each(['/.well-known/jwks.json', '//.well-known/jwks.json', '/v1beta1/auth/jwks', '//v1beta1//auth//jwks'])(
    '%s',
    async (target) => {
      const answer = await send(app, { method: 'GET', target });
      const cacheControl = 'public, max-age=300, stale-if-error=86400';
      expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': cacheControl } });
      expect(JSON.parse(answer.body)).toMatchObject({ keys: [{ kty: 'RSA', alg: 'RS256', use: 'sig' }] });
    },
  );

  /** frontier-go copies the headers of the request that it checks. */
  test.each(['application/x-www-form-urlencoded', 'text/plain', 'application/json; charset=utf-8', undefined])(
    'a check whose body is JSON, called %s',
    async (type) => {
      const body = Buffer.from(JSON.stringify({ permission: 'get', resource: `org:${tenant.orgName}` }));
      const headers = { authorization: tenant.robot, ...(type === undefined ? {} : { 'content-type': type }) };
      const answer = await send(app, { method: 'POST', target: '/v1beta1/check', headers, body });
      if (type === 'text/plain') expect([200, 415]).toContain(answer.status);
      else expect(JSON.parse(answer.body)).toMatchObject({ status: true });
    },
  );

  test('a denial says so in full', async () => {
    const body = JSON.stringify({ permission: 'delete', resource: `organization:${tenant.orgId}` });
    const headers = { authorization: tenant.robot, 'content-type': 'application/json' };
    const answer = await send(app, { method: 'POST', target: '/v1beta1/check', headers, body });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('"status":false');
  });
});
