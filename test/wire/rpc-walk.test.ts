// Every RPC there is, asked by nobody and by somebody who may nothing.
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedApp, type TestApp } from '../support/app.js';
import { ALL_METHODS, type Client } from './support/client.js';
import { openClient } from './support/clients.js';
import { plausible } from './support/messages.js';
import { actAs, createServiceUser, createTenant, plainClient, type Tenant } from './support/tenant.js';

/** What anyone may call. */
const PUBLIC = ['AuthToken', 'GetJWKs', 'GetKey', 'GetServiceUserJWK', 'GetServiceUserKey'];
/** What anyone may call who says who they are. */
const ANYONE = [
  ...['GetCurrentUser', 'IntrospectToken', 'RevokeToken'],
  ...['GetPermission', 'ListOrganizations', 'ListPermissionNames', 'ListPermissions', 'ListRoles'],
];

const RPCS = ALL_METHODS.map(({ name }) => name);

let app: TestApp;
let tenant: Tenant;
let stranger: string;
let clients: readonly Client[];

beforeAll(async () => {
  app = await sharedApp();
  tenant = await createTenant(app);
  const elsewhere = await createTenant(app);
  const act = actAs(plainClient(app.baseUrl), app.admin.basic);
  stranger = (await createServiceUser(act, elsewhere.orgId)).basic;
  clients = [openClient('Connect, JSON', app.baseUrl), openClient('grpc-js', app.baseUrl)];
  return () => clients.map((client) => client.close());
});

test('there are RPCs, and those named are among them', () => {
  expect(RPCS.length).toBeGreaterThan(80);
  expect(RPCS).toEqual(expect.arrayContaining([...PUBLIC, ...ANYONE]));
});

describe('without credentials', () => {
  test.each(RPCS.filter((rpc) => !PUBLIC.includes(rpc)))('%s', async (rpc) => {
    for (const message of [{}, plausible(rpc, tenant)])
      for (const client of clients)
        expect(await client.call(rpc, message)).toMatchObject({ code: 'unauthenticated', reason: 'NOT_AUTHENTICATED' });
  });
});

describe('without rights', () => {
  test.each(RPCS.filter((rpc) => ![...PUBLIC, ...ANYONE].includes(rpc)))('%s', async (rpc) => {
    for (const client of clients) {
      const answer = await client.call(rpc, plausible(rpc, tenant), { authorization: stranger });
      expect(answer).toMatchObject({ code: 'permission_denied', reason: 'NOT_AUTHORIZED' });
    }
  });

  test.each(ANYONE)('%s is for all', async (rpc) => {
    for (const client of clients)
      expect(await client.call(rpc, plausible(rpc, tenant), { authorization: stranger })).toMatchObject({ code: 'ok' });
  });
});
