// Who calls is told by the header Authorization, or x-user-token, and by nothing else that anyone could add to a request.
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedApp, type TestApp } from '../support/app.js';
import { type Client, text } from './support/client.js';
import { openClient } from './support/clients.js';
import { expectRefused, present, WHO } from './support/presented.js';
import { send } from './support/raw-answer.js';
import { actAs, createTenant, plainClient, type Tenant } from './support/tenant.js';

let app: TestApp;
let tenant: Tenant;
let grpc: Client;
let adminToken: string;

beforeAll(async () => {
  app = await sharedApp();
  tenant = await createTenant(app);
  grpc = openClient('grpc-js', app.baseUrl);
  adminToken = text(await actAs(plainClient(app.baseUrl), app.admin.basic)('AuthToken', {}), 'access_token');
  return () => grpc.close();
});

/** What proxies and upstream's own parts use among themselves; with an administrator in it. */
function identityHeaders(): Readonly<Record<string, string>> {
  const id = '00000000-0000-0000-0000-000000000001';
  const names = [
    'x-frontier-email',
    'x-frontier-user',
    'x-frontier-user-id',
    'x_frontier_email',
    'x-frontier-email-bin',
    'x-user-id',
    'x-user-email',
    'x-auth-user',
    'x-authenticated-user',
    'x-forwarded-user',
    'x-forwarded-email',
    'x-remote-user',
    'x-org-id',
    'x-principal',
    'x-principal-id',
    'x-goog-authenticated-user-email',
    'gateway-session-id',
    'remote-user',
  ];
  const bearer = `Bearer ${adminToken}`;
  return {
    ...Object.fromEntries(names.map((name) => [name, Buffer.from(id).toString('base64')])),
    ...{ 'x-authorization': bearer, 'proxy-authorization': bearer, 'x-forwarded-authorization': bearer },
    ...{ 'grpc-metadata-authorization': bearer, 'grpcgateway-authorization': bearer },
    ...{ 'gateway-user-token': adminToken, 'gateway-user-secret': app.admin.basic },
    cookie: `sid=${adminToken}; session=${adminToken}; x-user-token=${adminToken}`,
  };
}

test('headers that name somebody make nobody of nobody', async () => {
  const nobody = await present(app, grpc, {});
  expectRefused(nobody, '');
  expect(await present(app, grpc, identityHeaders())).toEqual(nobody);
});

test('and nobody else of somebody', async () => {
  const robot = await present(app, grpc, { authorization: tenant.robot });
  expect(robot.rest.status).toBe(200);
  expect(robot.rest.body).toContain(tenant.serviceUserId);
  expect(await present(app, grpc, { ...identityHeaders(), authorization: tenant.robot })).toEqual(robot);
});

test.each(['access_token', 'token', 'authorization', 'client_secret'])(
  'a token as the parameter %s is not read',
  async (name) => {
    const answer = await send(app, { method: 'GET', target: `${WHO}?${name}=${adminToken}` });
    expect(answer.status).toBe(401);
  },
);

describe('x-user-token', () => {
  test('is another spelling of Bearer', async () => {
    const spelled = await present(app, grpc, { 'x-user-token': adminToken });
    expect(spelled).toMatchObject({ rest: { status: 200 }, connect: { status: 200 }, grpc: 'ok' });
    const both = { 'x-user-token': adminToken, authorization: `Bearer ${adminToken}` };
    expect(await present(app, grpc, both)).toEqual(spelled);
  });

  test('must not say another than Authorization', async () => {
    for (const authorization of [tenant.robot, 'Bearer other', app.admin.basic])
      expectRefused(await present(app, grpc, { 'x-user-token': adminToken, authorization }));
  });
});

test('two in one header are none', async () => {
  for (const pair of [
    [app.admin.basic, app.admin.basic],
    [`Bearer ${adminToken}`, tenant.robot],
  ])
    expectRefused(await present(app, grpc, { authorization: pair.join(', ') }));
});
