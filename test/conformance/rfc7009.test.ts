// RFC 7009: revocation, as far as there is anything to revoke; it never says that it has done what it has not.
import { beforeAll, describe, expect, test } from 'vitest';
import { basic } from '../support/app.js';
import {
  ASSERTION_TYPE,
  apiTokenOf,
  assertion,
  createClient,
  expectError,
  expectNotKept,
  request as get,
  type OAuthClient,
  openWorld,
  post,
  tokenOf,
  type World,
} from './support.js';

let world: World;
let stranger: OAuthClient;
beforeAll(async () => {
  world = await openWorld();
  stranger = await createClient(world.act, world.tenant.orgId);
});

const revoke = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  post(world.app, '/oauth2/revoke', { fields, headers });
const mine = (fields: Record<string, string>) => revoke(fields, { authorization: world.client.basic });

describe('§2.1 the request', () => {
  test('the client authenticates, in any of the ways', async () => {
    const token = 'nothing';
    const { id: client_id, secret: client_secret } = world.client;
    const client_assertion = await assertion(world.client);
    expect((await mine({ token })).status).toBe(200);
    expect((await revoke({ token, client_id, client_secret })).status).toBe(200);
    expect((await revoke({ token, client_assertion, client_assertion_type: ASSERTION_TYPE })).status).toBe(200);
    expectError(await revoke({ token }), 401, 'invalid_client');
    expectError(await revoke({ token, client_id, client_secret: 'wrong' }), 401, 'invalid_client');
    expectError(
      await revoke({ token, client_assertion, client_assertion_type: ASSERTION_TYPE }),
      401,
      'invalid_client',
    );
  });

  test('an access token does not authenticate, least of all the one to be revoked', async () => {
    const token = await tokenOf(world);
    expectError(await revoke({ token }, { authorization: `Bearer ${token}` }), 401, 'invalid_client');
  });

  test('POST, with a token, once', async () => {
    expectError(await mine({}), 400, 'invalid_request');
    expectError(await mine({ token: '' }), 400, 'invalid_request');
    const headers = { authorization: world.client.basic };
    expectError(await post(world.app, '/oauth2/revoke', { body: 'token=a&token=b', headers }), 400, 'invalid_request');
    expectError(await post(world.app, '/oauth2/revoke?token=a', { headers }), 400, 'invalid_request');
    const answer = await get(`${world.app.baseUrl}/oauth2/revoke`, { headers });
    expect([answer.status, answer.header('allow')]).toEqual([405, 'POST']);
  });

  test.each(['access_token', 'refresh_token', 'nonsense', ''])('any hint is taken: %j', async (token_type_hint) => {
    expect((await mine({ token: 'nothing', token_type_hint })).status).toBe(200);
  });
});

describe('§2.2 the answer', () => {
  test.each(['nothing', 'a.b.c', 'x'.repeat(20_000), '\u0000', '{}'])(
    'to what is no token: 200 and empty, %#',
    async (token) => {
      const answer = await mine({ token });
      expect([answer.status, answer.text]).toEqual([200, '']);
      expectNotKept(answer);
    },
  );

  test('to a token that ended already', async () => {
    const gone = await createClient(world.act, world.tenant.orgId);
    const token = await tokenOf(world, {}, gone);
    await world.act('DeleteServiceUser', { org_id: world.tenant.orgId, id: gone.serviceUserId });
    expect((await mine({ token })).status).toBe(200);
  });
});

test('§2.1 a token of somebody else is refused, and goes on to count', async () => {
  const token = await tokenOf(world);
  expectError(await revoke({ token }, { authorization: stranger.basic }), 400, 'unauthorized_client');
  const answer = await get(`${world.app.baseUrl}/v1beta1/users/self`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
});

describe('an API token', () => {
  const self = (token: string) =>
    get(`${world.app.baseUrl}/v1beta1/users/self`, { headers: { authorization: `Bearer ${token}` } });

  test('§2.2 ends at once, and may be revoked again', async () => {
    const token = await apiTokenOf(world, world.client);
    expect((await self(token)).status).toBe(200);
    expectError(await revoke({ token }, { authorization: stranger.basic }), 400, 'unauthorized_client');
    expect((await self(token)).status).toBe(200);
    for (let time = 0; time < 2; time++) expect((await mine({ token })).status).toBe(200);
    expect((await self(token)).status).toBe(401);
  });

  test('ends no token, not even itself: it was not given power over them', async () => {
    const token = await apiTokenOf(world, world.client);
    const rpc = (about: string) =>
      get(`${world.app.baseUrl}/v1beta1/auth/revoke`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ token: about }),
      });
    for (const about of [token, await tokenOf(world)]) expect((await rpc(about)).status).toBe(403);
    expect((await self(token)).status).toBe(200);
  });

  test('is no client: it buys no access token, which would not be narrowed', async () => {
    const token = await apiTokenOf(world, world.client);
    const id = token.slice(4, 36).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    const fields = { grant_type: 'client_credentials' };
    for (const headers of [{ authorization: `Bearer ${token}` }, { authorization: basic(id, token) }])
      expectError(await post(world.app, '/oauth2/token', { fields, headers }), 401, 'invalid_client');
    const body = { ...fields, client_id: id, client_secret: token };
    expectError(await post(world.app, '/oauth2/token', { fields: body }), 401, 'invalid_client');
  });
});

test('§2 an access token does not count any more once its revocation is answered', async () => {
  const token = await tokenOf(world);
  const answer = await mine({ token, token_type_hint: 'access_token' });
  const self = await get(`${world.app.baseUrl}/v1beta1/users/self`, { headers: { authorization: `Bearer ${token}` } });
  expect([answer.status, self.status]).toEqual([200, 401]);
});
