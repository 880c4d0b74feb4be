// RFC 7662: introspection for those who may ask, and RFC 9701: the same, signed.
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { ISSUER, OTHER_AUDIENCE } from '../support/app.js';
import {
  apiTokenOf,
  assertion,
  createClient,
  expectError,
  expectNotKept,
  type OAuthClient,
  openWorld,
  post,
  request,
  tokenOf,
  type World,
} from './support.js';

let world: World;
let stranger: OAuthClient;
let member: OAuthClient;
beforeAll(async () => {
  world = await openWorld();
  stranger = await createClient(world.act, world.tenant.orgId);
  member = await createClient(world.act, world.tenant.orgId);
  await world.act('AddPlatformUser', { serviceuser_id: member.serviceUserId, relation: 'member' });
});

const introspect = (fields: Record<string, string>, headers: Record<string, string>) =>
  post(world.app, '/oauth2/introspect', { fields, headers });
const asked = (token: string, by = world.client) => introspect({ token }, { authorization: by.basic });

const INACTIVE = '{"active":false}';

describe('§2.1 the request', () => {
  test('the caller authenticates', async () => {
    const token = await tokenOf(world);
    expectError(await introspect({ token }, {}), 401, 'invalid_client');
    expectError(await introspect({ token }, { authorization: 'Basic eDp5' }), 401, 'invalid_client');
    const { id: client_id, secret: client_secret } = world.client;
    expect((await introspect({ token, client_id, client_secret }, {})).json['active']).toBe(true);
    const other = await introspect({ token }, { authorization: `Bearer ${await tokenOf(world)}` });
    expect(other.json['active']).toBe(true);
  });

  test('§2.3 a bearer that is no good is told so in the words of RFC 6750', async () => {
    const answer = await introspect({ token: 'x' }, { authorization: 'Bearer a.b.c' });
    expect(answer.header('www-authenticate')).toMatch(/^Bearer realm="frontier", error="invalid_token"/);
    expect([answer.status, answer.json['error']]).toEqual([401, 'invalid_token']);
  });

  test('§4 the token is no authorization to ask about itself', async () => {
    const token = await tokenOf(world);
    const answer = await introspect({ token }, { authorization: `Bearer ${token}` });
    expect([answer.status, answer.json['error']]).toEqual([401, 'invalid_token']);
    const end = { authorization: world.client.basic };
    expect((await introspect({ token: world.client.basic.slice(-5) }, end)).text).toBe(INACTIVE);
  });

  test('POST, with a token, once, and not in the query', async () => {
    const headers = { authorization: world.client.basic };
    expectError(await introspect({}, headers), 400, 'invalid_request');
    expectError(
      await post(world.app, '/oauth2/introspect', { body: 'token=a&token=b', headers }),
      400,
      'invalid_request',
    );
    expectError(await post(world.app, '/oauth2/introspect?token=a', { headers }), 400, 'invalid_request');
    expect((await request(`${world.app.baseUrl}/oauth2/introspect?token=a`, { headers })).status).toBe(405);
  });

  test.each(['access_token', 'refresh_token', 'nonsense'])('any hint is taken: %j', async (token_type_hint) => {
    const token = await tokenOf(world);
    const answer = await introspect({ token, token_type_hint }, { authorization: world.client.basic });
    expect(answer.json['active']).toBe(true);
  });
});

describe('§2.2 the answer', () => {
  test('says what the token says', async () => {
    const token = await tokenOf(world, { scope: 'app_project_get' });
    const answer = await asked(token);
    expectNotKept(answer);
    expect(answer.header('content-type')).toBe('application/json');
    expect(answer.json).toEqual({
      active: true,
      scope: 'app_project_get',
      client_id: world.client.id,
      token_type: 'Bearer',
      exp: expect.any(Number),
      iat: expect.any(Number),
      nbf: expect.any(Number),
      sub: world.client.serviceUserId,
      aud: ISSUER,
      iss: ISSUER,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sub_type: 'app/serviceuser',
    });
    expect((await asked(await tokenOf(world))).json).not.toHaveProperty('scope');
  });

  test('of a token for another service', async () => {
    const token = await tokenOf(world, { resource: OTHER_AUDIENCE });
    expect((await asked(token)).json).toMatchObject({ active: true, aud: OTHER_AUDIENCE });
  });

  test('of an API token', async () => {
    const token = await apiTokenOf(world, world.client);
    const { json } = await asked(token);
    expect(json).toEqual({
      active: true,
      scope: 'app_organization_get',
      client_id: json['jti'],
      token_type: 'Bearer',
      exp: expect.any(Number),
      sub: world.client.serviceUserId,
      aud: ISSUER,
      iss: ISSUER,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sub_type: 'app/serviceuser',
    });
    expect((await asked(token, member)).json['active']).toBe(true);
    expect((await asked(token, stranger)).text).toBe(INACTIVE);
    for (const bad of [token.slice(0, -1), `${token}x`, token.replace('frt_', 'fra_'), token.toUpperCase()])
      expect((await asked(bad)).text).toBe(INACTIVE);
  });

  test('to platform members, too, and to nobody else', async () => {
    const token = await tokenOf(world);
    expect((await asked(token, member)).json['active']).toBe(true);
    expect((await asked(token, stranger)).text).toBe(INACTIVE);
  });

  test('inactive is inactive, whatever the cause', async () => {
    const token = await tokenOf(world);
    const gone = await createClient(world.act, world.tenant.orgId);
    const dead = await tokenOf(world, {}, gone);
    await world.act('DeleteSecret', { org_id: world.tenant.orgId, id: gone.serviceUserId, secret_id: gone.id });
    const [header, payload] = token.split('.');
    const others = [
      dead,
      'x',
      'a.b.c',
      `${header}.${payload}.AAAA`,
      `${token}=`,
      `${token}\n`,
      await assertion(world.client),
    ];
    for (const other of others)
      for (const by of [world.client, member]) {
        const answer = await asked(other, by);
        expect([answer.status, answer.text]).toEqual([200, INACTIVE]);
        expectNotKept(answer);
      }
  });
});

describe('the RPC', () => {
  const rpc = (token: string, by: OAuthClient) =>
    request(`${world.app.baseUrl}/v1beta1/auth/introspect`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: by.basic },
      body: JSON.stringify({ token }),
    });

  test('answers the same', async () => {
    const token = await tokenOf(world, { scope: 'app_project_get', audience: OTHER_AUDIENCE });
    expect((await rpc(token, world.client)).json).toEqual((await asked(token)).json);
    expect((await rpc(token, stranger)).text).toBe(INACTIVE);
  });
});

describe('RFC 9701 signed answers', () => {
  const TYPE = 'application/token-introspection+jwt';
  const signed = (token: string, by = world.client) => introspect({ token }, { authorization: by.basic, accept: TYPE });

  test('§5 for the caller, of a type of its own, verified by the published keys', async () => {
    const keys = createRemoteJWKSet(new URL(`${world.app.baseUrl}/.well-known/jwks.json`));
    const token = await tokenOf(world);
    const answer = await signed(token);
    expect(answer.header('content-type')).toBe(TYPE);
    const { payload } = await jwtVerify(answer.text, keys, {
      typ: 'token-introspection+jwt',
      issuer: ISSUER,
      audience: world.client.id,
    });
    expect(Object.keys(payload).sort()).toEqual(['aud', 'iat', 'iss', 'token_introspection']);
    expect(payload['token_introspection']).toEqual((await asked(token)).json);
    const inactive = await jwtVerify((await signed(token, stranger)).text, keys);
    expect(inactive.payload['token_introspection']).toEqual({ active: false });
  });

  test('§8.1 is no access token', async () => {
    const { text } = await signed(await tokenOf(world));
    const headers = { authorization: `Bearer ${text}` };
    expect((await request(`${world.app.baseUrl}/v1beta1/users/self`, { headers })).status).toBe(401);
    expect((await asked(text)).text).toBe(INACTIVE);
  });
});
