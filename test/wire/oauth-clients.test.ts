// Stock OAuth clients and resource servers, unmodified, at the running service, across a rotation of its keys.
import { createRemoteJWKSet, decodeProtectedHeader, importPKCS8, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { ClientCredentials } from 'simple-oauth2';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Clock } from '../../src/kernel/clock.js';
import { systemClock } from '../../src/kernel/clock.js';
import {
  ACCESS_TOKEN,
  assertion,
  createClient,
  GRANTS,
  type OAuthClient,
  openWorld,
  type World,
} from '../conformance/support.js';
import { startApp, type TestApp } from '../support/app.js';
import { freePort } from '../support/throwaway-server.js';

/** The service starts an hour ago, so that its first key is due when it arrives in the present. */
const AN_HOUR = 3_600_000;
let behind = AN_HOUR;
const clock: Clock = { now: () => Date.now() - behind, monotonic: systemClock.monotonic };

let app: TestApp;
let world: World;
let other: OAuthClient;
let issuer: URL;

beforeAll(async () => {
  const port = await freePort();
  issuer = new URL(`http://127.0.0.1:${port}`);
  const settings = {
    FRONTIER_LISTEN: issuer.host,
    FRONTIER_ISSUER: issuer.origin,
    FRONTIER_ACCESS_TOKEN_TYPE: 'at+jwt',
    FRONTIER_KEY_ROTATION: '1h',
    FRONTIER_KEY_PUBLICATION: '1s',
  };
  app = await startApp({ clock, settings });
  world = await openWorld(app);
  other = await createClient(world.act, world.tenant.orgId);
});
afterAll(() => app.close());

const insecure = { execute: [client.allowInsecureRequests] };
const privateKey = () => importPKCS8(world.client.privateKey, 'ES256');

async function opened(): Promise<client.Configuration> {
  return client.discovery(issuer, world.client.id, world.client.secret, client.ClientSecretBasic(), {
    ...insecure,
    algorithm: 'oauth2',
  });
}

test('jose: verified by the published keys, those after a rotation, too', { timeout: 30_000 }, async () => {
  const config = await opened();
  const keys = createRemoteJWKSet(new URL(String(config.serverMetadata().jwks_uri)), { cooldownDuration: 500 });
  const options = { issuer: issuer.origin, audience: issuer.origin, typ: 'at+jwt' };
  const mint = async () => (await client.clientCredentialsGrant(config)).access_token;
  const first = await mint();
  await jwtVerify(first, keys, { ...options, currentDate: new Date(clock.now()) });
  behind = 0;
  const second = await vi.waitFor(
    async () => {
      const token = await mint();
      expect(decodeProtectedHeader(token).kid).not.toBe(decodeProtectedHeader(first).kid);
      return token;
    },
    { timeout: 20_000, interval: 250 },
  );
  await jwtVerify(second, keys, options);
  const before = createRemoteJWKSet(new URL(String(config.serverMetadata().jwks_uri)));
  await jwtVerify(first, before, { ...options, currentDate: new Date(Date.now() - AN_HOUR) });
});

describe('openid-client', () => {
  test.each<[string, () => Promise<[string, client.ClientAuth]>]>([
    ['client_secret_basic', async () => [world.client.id, client.ClientSecretBasic(world.client.secret)]],
    ['client_secret_post', async () => [world.client.id, client.ClientSecretPost(world.client.secret)]],
    [
      'private_key_jwt',
      async () => [world.client.kid, client.PrivateKeyJwt({ key: await privateKey(), kid: world.client.kid })],
    ],
    ['private_key_jwt of the service user', async () => [world.client.serviceUserId, await keyed()]],
  ])('%s: discovery, token, introspection, revocation, exchange', async (_, how) => {
    const [id, authentication] = await how();
    for (const algorithm of ['oauth2', 'oidc'] as const) {
      const config = await client.discovery(issuer, id, undefined, authentication, { ...insecure, algorithm });
      const tokens = await client.clientCredentialsGrant(config, { scope: 'app_project_get' });
      expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'app_project_get' });
      const told = await client.tokenIntrospection(config, tokens.access_token);
      expect(told).toMatchObject({ active: true, sub: world.client.serviceUserId, scope: 'app_project_get' });
      await client.tokenRevocation(config, 'a token that never was');
      const exchanged = await client.genericGrantRequest(config, GRANTS.tokenExchange, {
        subject_token: tokens.access_token,
        subject_token_type: ACCESS_TOKEN,
      });
      expect(exchanged).toMatchObject({ issued_token_type: ACCESS_TOKEN, scope: 'app_project_get' });
    }
  });

  test('an error is one that it knows', async () => {
    const config = await client.discovery(
      issuer,
      world.client.id,
      undefined,
      client.ClientSecretBasic('wrong'),
      insecure,
    );
    await expect(client.clientCredentialsGrant(config)).rejects.toMatchObject({ status: 401 });
    await expect(client.clientCredentialsGrant(await opened(), { scope: 'nothing_like_this' })).rejects.toMatchObject({
      error: 'invalid_scope',
      status: 400,
    });
  });

  async function keyed(): Promise<client.ClientAuth> {
    return client.PrivateKeyJwt({ key: await privateKey(), kid: world.client.kid });
  }
});

describe('oauth4webapi', () => {
  const http = { [oauth.allowInsecureRequests]: true };

  async function discovered(): Promise<oauth.AuthorizationServer> {
    const response = await oauth.discoveryRequest(issuer, { ...http, algorithm: 'oauth2' });
    return oauth.processDiscoveryResponse(issuer, response);
  }

  test('a JWT as grant', async () => {
    const as = await discovered();
    const parameters = { assertion: await assertion(world.client, { aud: issuer.origin }), scope: 'app_project_get' };
    const me = { client_id: world.client.kid };
    const response = await oauth.genericTokenEndpointRequest(as, me, oauth.None(), GRANTS.jwtBearer, parameters, http);
    const tokens = await oauth.processGenericTokenEndpointResponse(as, me, response);
    expect(tokens.scope).toBe('app_project_get');
  });

  test('a resource server: RFC 9068 tokens, and signed introspection', async () => {
    const as = await discovered();
    const me = { client_id: world.client.id };
    const auth = oauth.ClientSecretBasic(world.client.secret);
    const granted = await oauth.clientCredentialsGrantRequest(as, me, auth, {}, http);
    const { access_token } = await oauth.processClientCredentialsResponse(as, me, granted);
    const incoming = new Request('http://orders.test/', { headers: { authorization: `Bearer ${access_token}` } });
    const claims = await oauth.validateJwtAccessToken(as, incoming, issuer.origin, http);
    expect(claims).toMatchObject({ sub: world.client.serviceUserId, client_id: world.client.id });
    const asked = await oauth.introspectionRequest(as, me, auth, access_token, { ...http, requestJwtResponse: true });
    const told = await oauth.processIntrospectionResponse(as, me, asked);
    expect(told).toMatchObject({ active: true, sub: world.client.serviceUserId });
    await oauth.validateApplicationLevelSignature(as, asked, http);
  });

  test('a challenge is one that it reads', async () => {
    const as = await discovered();
    const me = { client_id: world.client.id };
    const response = await oauth.introspectionRequest(as, me, oauth.ClientSecretBasic('wrong'), 'x', http);
    await expect(oauth.processIntrospectionResponse(as, me, response)).rejects.toThrow();
  });

  test("revocation: of what is not there, and of what is another client's", async () => {
    const as = await discovered();
    const me = { client_id: world.client.id };
    const auth = oauth.ClientSecretPost(world.client.secret);
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, me, auth, 'nothing', http));
    const theirs = { client_id: other.id };
    const granted = await oauth.clientCredentialsGrantRequest(
      as,
      theirs,
      oauth.ClientSecretPost(other.secret),
      {},
      http,
    );
    const { access_token } = await oauth.processClientCredentialsResponse(as, theirs, granted);
    const refused = await oauth.revocationRequest(as, me, auth, access_token, http);
    await expect(oauth.processRevocationResponse(refused)).rejects.toMatchObject({ error: 'unauthorized_client' });
  });
});

describe('simple-oauth2', () => {
  test.each([
    { authorizationMethod: 'header', credentialsEncodingMode: 'strict' },
    { authorizationMethod: 'header', credentialsEncodingMode: 'loose' },
    { authorizationMethod: 'body', bodyFormat: 'form' },
    { authorizationMethod: 'body', bodyFormat: 'json' },
  ] as const)('%j', async (options) => {
    const { id, secret } = world.client;
    const auth = { tokenHost: issuer.origin, tokenPath: '/oauth2/token', revokePath: '/oauth2/revoke' };
    const token = await new ClientCredentials({ client: { id, secret }, auth, options }).getToken({});
    expect(token.token).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect(token.expired()).toBe(false);
  });
});
