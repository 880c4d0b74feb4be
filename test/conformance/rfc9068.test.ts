// RFC 9068: access tokens as JWTs of their own type, with upstream's claims beside the standard ones.
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ISSUER, OTHER_AUDIENCE, startApp, type TestApp } from '../support/app.js';
import { ask, expectError, openWorld, request, tokenOf, type World } from './support.js';

let app: TestApp;
let typed: World;
let plain: World;
beforeAll(async () => {
  app = await startApp({ settings: { FRONTIER_ACCESS_TOKEN_TYPE: 'at+jwt' } });
  typed = await openWorld(app);
  plain = await openWorld();
});
afterAll(() => app.close());

const CLAIMS = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'];
const GRANT = { grant_type: 'client_credentials' };
const self = (world: World, token: string) =>
  request(`${world.app.baseUrl}/v1beta1/users/self`, { headers: { authorization: `Bearer ${token}` } });

test('§2.1 the type, by setting', async () => {
  expect(decodeProtectedHeader(await tokenOf(typed)).typ).toBe('at+jwt');
  expect(decodeProtectedHeader(await tokenOf(plain)).typ).toBe('JWT');
});

test("§2.2 the claims, and upstream's", async () => {
  const { payload } = await jwtVerify(
    await tokenOf(typed),
    createRemoteJWKSet(new URL(`${app.baseUrl}/.well-known/jwks.json`)),
    { typ: 'at+jwt', issuer: ISSUER, audience: ISSUER, algorithms: ['RS256'], requiredClaims: CLAIMS },
  );
  expect(payload).toMatchObject({ sub: typed.client.serviceUserId, client_id: typed.client.id });
  for (const claim of ['gen', 'sub_type', 'org_ids', 'auth_via', 'kid']) expect(payload).toHaveProperty(claim);
});

test('§2.2.3 scope, when one was asked', async () => {
  expect(decodeJwt(await tokenOf(typed, { scope: 'app.project.get' }))).toMatchObject({ scope: 'app_project_get' });
  expect(decodeJwt(await tokenOf(typed))).not.toHaveProperty('scope');
});

test('§3 aud is what was asked for (RFC 8707 §2), else the default', async () => {
  for (const name of ['resource', 'audience'])
    expect(decodeJwt(await tokenOf(plain, { [name]: OTHER_AUDIENCE })).aud).toBe(OTHER_AUDIENCE);
  const both = await ask(plain, [...Object.entries(GRANT), ['resource', ISSUER], ['resource', OTHER_AUDIENCE]]);
  expect(decodeJwt(String(both.json['access_token'])).aud).toEqual([ISSUER, OTHER_AUDIENCE]);
  expect(decodeJwt(await tokenOf(plain)).aud).toBe(ISSUER);
});

test.each([
  'https://evil.test',
  `${OTHER_AUDIENCE}/`,
  `${OTHER_AUDIENCE}#a`,
  OTHER_AUDIENCE.toUpperCase(),
  'orders',
  '*',
])('RFC 8707 §2 invalid_target: %j', async (target) => {
  for (const name of ['resource', 'audience'])
    expectError(await ask(plain, { ...GRANT, [name]: target }), 400, 'invalid_target');
});

test('§4 either type is accepted, for this service', async () => {
  expect((await self(typed, await tokenOf(typed))).status).toBe(200);
  expect((await self(plain, await tokenOf(plain))).status).toBe(200);
  const both = await ask(plain, [...Object.entries(GRANT), ['audience', ISSUER], ['audience', OTHER_AUDIENCE]]);
  expect((await self(plain, String(both.json['access_token']))).status).toBe(200);
});

test('§4 a token for another service is not', async () => {
  expect((await self(plain, await tokenOf(plain, { resource: OTHER_AUDIENCE }))).status).toBe(401);
  expect((await self(plain, await tokenOf(typed))).status).toBe(401);
});
