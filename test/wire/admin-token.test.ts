// The admin token, as an operator and a client use it: it makes API tokens, and can do nothing else.
import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { adminToken } from '../../src/app.js';
import { readConfig } from '../../src/config/index.js';
import { systemClock } from '../../src/kernel/clock.js';
import { systemRandom } from '../../src/kernel/random.js';
import { createLogger } from '../../src/telemetry/index.js';
import { basic, startApp, type TestApp } from '../support/app.js';
import { lastingDatabase } from '../support/lasting-database.js';
import { ALL_METHODS, type Client, text } from './support/client.js';
import { plausible } from './support/messages.js';
import { actAs, createServiceUser, createTenant, plainClient, type Tenant } from './support/tenant.js';

const ALLOWED = [
  'CreateToken',
  'CreateServiceUserToken',
  'DeleteToken',
  'DeleteServiceUserToken',
  'ListPermissionNames',
];
const PUBLIC = ['AuthToken', 'GetJWKs', 'GetKey', 'GetServiceUserJWK', 'GetServiceUserKey'];
const HEADER = 'x-frontier-admin';

let app: TestApp;
let tenant: Tenant;
let client: Client;
let formerToken: string;
let token: string;

beforeAll(async () => {
  const { database, remove } = await lastingDatabase();
  const settings = {
    FRONTIER_MASTER_KEY: randomBytes(32).toString('base64'),
    FRONTIER_ADMIN_TOKEN_HEADER: 'X-Frontier-Admin',
  };
  const read = readConfig(settings, { terminal: false });
  if (!read.ok) throw new Error(read.faults.join());
  const logger = createLogger({ log: { level: 'error', format: 'json' }, clock: systemClock, write: () => {} });
  const make = (action: 'create' | 'rotate' | 'delete') =>
    adminToken({ ...read.config, database }, { logger, clock: systemClock, random: systemRandom }, action);
  formerToken = (await make('create'))?.reveal() ?? '';
  expect(await make('create')).toBeUndefined();
  token = (await make('rotate'))?.reveal() ?? '';
  app = await startApp({ database, settings });
  client = plainClient(app.baseUrl);
  tenant = await createTenant(app);
  return async () => {
    await app.close();
    remove();
  };
}, 60_000);

const bearer = () => ({ authorization: `Bearer ${token}` });

test('is recognisable, and the former one is refused', async () => {
  for (const text of [formerToken, token]) expect(text).toMatch(/^fra_[0-9a-f]{32}_[0-9A-Za-z]{49}$/);
  const { code } = await client.call('ListPermissionNames', {}, { authorization: `Bearer ${formerToken}` });
  expect(code).toBe('unauthenticated');
});

describe('as the documentation of such tokens has it', () => {
  async function post(path: string, headers: Readonly<Record<string, string>>, body: object) {
    const response = await fetch(`${app.baseUrl}/v1beta1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, value: (await response.json()) as never };
  }

  test.each([
    ['Authorization', () => bearer()],
    ['a header of its own', () => ({ [HEADER]: token })],
  ])('in %s it makes a token that is valid and says until when', async (_, headers) => {
    const admin = actAs(client, app.admin.basic);
    await admin('CreatePermission', { bodies: [{ namespace: 'Product', name: 'read' }] });
    const names = await fetch(`${app.baseUrl}/v1beta1/permissions/names`, { headers: headers() });
    expect(((await names.json()) as { names: string[] }).names).toContain('Product:read');
    const path = `organizations/${tenant.orgName}/serviceusers/${tenant.serviceUserId}/tokens`;
    const asked = { title: 'Example', permissions: ['Product:read'], ttl: '3600' };
    const { status, value } = await post(path, headers(), asked);
    expect(status).toBe(200);
    expect(value).toMatchObject({ token: { title: 'Example', permissions: ['Product_read'], is_valid: true } });
    const expiry = Date.parse(text(value, 'token.expires_at'));
    expect(Math.abs(expiry - systemClock.now() - 3_600_000)).toBeLessThan(60_000);
    const made = { authorization: `Bearer ${text(value, 'token.token')}` };
    expect((await client.call('GetCurrentUser', {}, made)).code).toBe('ok');
    const target = `${app.baseUrl}/v1beta1/serviceusers/${tenant.serviceUserId}/tokens/${text(value, 'token.id')}`;
    expect((await fetch(target, { method: 'DELETE', headers: headers() })).status).toBe(200);
    expect((await client.call('GetCurrentUser', {}, made)).code).toBe('unauthenticated');
  });
});

test.each(ALL_METHODS.map(({ name }) => name).filter((rpc) => ![...ALLOWED, ...PUBLIC].includes(rpc)))(
  'may not call %s',
  async (rpc) => {
    const answer = await client.call(rpc, plausible(rpc, tenant), bearer());
    expect(answer).toMatchObject({ code: 'permission_denied', reason: 'TOKEN_NOT_PERMITTED' });
  },
);

test('is exchanged for no token and is no secret', async () => {
  const [, hex = ''] = token.split('_');
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  for (const headers of [bearer(), { authorization: basic(id, token) }, { [HEADER]: token }])
    expect((await client.call('AuthToken', {}, { headers })).code).toBe('unauthenticated');
  const grant = { grant_type: 'client_credentials', client_id: id, client_secret: token };
  expect((await client.call('AuthToken', grant)).code).toBe('unauthenticated');
  expect((await client.call('ListPermissionNames', {}, { authorization: basic(id, token) })).code).toBe(
    'unauthenticated',
  );
});

test('its header takes nothing else, and nothing beside it', async () => {
  const { basic: own } = await createServiceUser(actAs(client, app.admin.basic), tenant.orgId);
  const made = await actAs(client, app.admin.basic)('CreateToken', {
    id: tenant.serviceUserId,
    title: 't',
    permissions: ['app_organization_get'],
  });
  for (const headers of [
    { [HEADER]: text(made, 'token.token') },
    { [HEADER]: own },
    { [HEADER]: `Bearer ${token}` },
    { [HEADER]: formerToken },
    { [HEADER]: token, authorization: own },
    { [HEADER]: token, ...bearer() },
    { [HEADER]: token, 'x-user-token': token },
  ])
    expect((await client.call('ListPermissionNames', {}, { headers })).code, JSON.stringify(headers)).toBe(
      'unauthenticated',
    );
});
