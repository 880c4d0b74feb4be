// RFC 7523 with draft-ietf-oauth-rfc7523bis: JWTs as client authentication and as grants, each good for one request.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { ISSUER } from '../support/app.js';
import {
  ASSERTION_TYPE,
  ask,
  assertion,
  createClient,
  expectError,
  GRANTS,
  now,
  type OAuthClient,
  openWorld,
  post,
  type World,
} from './support.js';

let world: World;
let other: OAuthClient;
beforeAll(async () => {
  world = await openWorld();
  other = await createClient(world.act, world.tenant.orgId);
});

const ENDPOINT = `${ISSUER}/oauth2/token`;
const token = (fields: Record<string, string | undefined>) => post(world.app, '/oauth2/token', { fields });

const authenticate = (client_assertion: string, more: Record<string, string | undefined> = {}) =>
  token({ grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion, ...more });
const grant = (jwt: string, more: Record<string, string> = {}) =>
  token({ grant_type: GRANTS.jwtBearer, assertion: jwt, ...more });

interface Use {
  readonly name: string;
  readonly error: readonly [number, string];
  present(jwt: string): ReturnType<typeof post>;
}

const USES: readonly Use[] = [
  { name: '§2.2 client authentication', error: [401, 'invalid_client'], present: (jwt) => authenticate(jwt) },
  { name: '§2.1 grant', error: [400, 'invalid_grant'], present: (jwt) => grant(jwt) },
];

/** Claims and headers that make a JWT no good, whatever it is for; undefined leaves out. */
const BAD: Readonly<Record<string, () => readonly [object, object?]>> = {
  '§3 no iss': () => [{ iss: undefined }],
  '§3 no sub': () => [{ sub: undefined }],
  '§3 no aud': () => [{ aud: undefined }],
  '§3 no exp': () => [{ exp: undefined }],
  'no jti': () => [{ jti: undefined }],
  'an empty jti': () => [{ jti: '' }],
  'a long jti': () => [{ jti: 'x'.repeat(257) }],
  'a jti that is a number': () => [{ jti: 7 }],
  'iss of another client': () => [{ iss: other.kid }],
  'sub of another client': () => [{ sub: other.kid }],
  'iss and sub of another client': () => [{ iss: other.kid, sub: other.kid }],
  'iss of a secret': () => [{ iss: world.client.id, sub: world.client.id }],
  'aud another server': () => [{ aud: 'https://evil.test' }],
  'bis §4: aud us and another server': () => [{ aud: [ISSUER, 'https://evil.test'] }],
  'aud us twice': () => [{ aud: [ISSUER, ISSUER] }],
  'aud http': () => [{ aud: ISSUER.replace('https', 'http') }],
  'aud with a slash': () => [{ aud: `${ISSUER}/` }],
  'aud an empty list': () => [{ aud: [] }],
  'exp in the past': () => [{ iat: now() - 100, exp: now() - 1 }],
  'exp now': () => [{ iat: now() - 100, exp: now() }],
  'exp in ten minutes': () => [{ exp: now() + 600 }],
  'exp in ten years': () => [{ exp: now() + 315_360_000 }],
  'exp in ten minutes, and no iat': () => [{ iat: undefined, exp: now() + 600 }],
  'exp 1e300': () => [{ exp: 1e300 }],
  'exp a string': () => [{ exp: String(now() + 60) }],
  'made a day ago': () => [{ iat: now() - 86_400 }],
  'iat in an hour': () => [{ iat: now() + 3600, exp: now() + 3660 }],
  'nbf in two minutes': () => [{ nbf: now() + 120 }],
  'typ at+jwt': () => [{}, { typ: 'at+jwt' }],
  'typ dpop+jwt': () => [{}, { typ: 'dpop+jwt' }],
  'typ token-introspection+jwt': () => [{}, { typ: 'token-introspection+jwt' }],
  'kid of another client': () => [{}, { kid: other.kid }],
  'kid unknown': () => [{}, { kid: randomUUID() }],
  'kid no UUID': () => [{}, { kid: "' OR 1=1--" }],
  'kid in the payload alone': () => [
    { kid: world.client.kid, iss: world.client.serviceUserId, sub: world.client.serviceUserId },
    { kid: undefined },
  ],
  crit: () => [{}, { crit: ['exp'] }],
};

describe.each(USES)('$name', ({ present, error }) => {
  test.each(Object.keys(BAD))('%s', async (name) => {
    const [claims, header = {}] = BAD[name]?.() ?? [{}];
    const jwt =
      name === 'crit'
        ? withCrit(await assertion(world.client))
        : await assertion(world.client, { ...claims }, { ...header });
    expectError(await present(jwt), ...error);
  });

  test.each(['key', 'service user'])('iss and sub are the id of the %s', async (what) => {
    const id = what === 'key' ? world.client.kid : world.client.serviceUserId;
    const answer = await present(await assertion(world.client, { iss: id, sub: id }));
    expect(answer.status).toBe(200);
    expect(decodeJwt(String(answer.json['access_token']))).toMatchObject({
      sub: world.client.serviceUserId,
      client_id: world.client.kid,
    });
  });

  test('one aud in a list, no iat, and a clock a few seconds ahead', async () => {
    for (const claims of [{ aud: [ISSUER] }, { iat: undefined }, { iat: now() + 8, nbf: now() + 8 }])
      expect((await present(await assertion(world.client, claims))).status).toBe(200);
  });

  test('signed by another key, or not at all', async () => {
    const jwt = await assertion(world.client);
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const stranger = { ...world.client, privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
    const [head, payload] = jwt.split('.');
    for (const bad of [
      await assertion(stranger),
      `${head}.${payload}.`,
      `${head}.${payload}.AAAA`,
      'a.b.c',
      'x',
      'x'.repeat(9000),
    ])
      expectError(await present(bad), ...error);
  });

  test('§3 (7): used once; also with another signature, and of 16 at once one', async () => {
    const jti = randomUUID();
    const first = await assertion(world.client, { jti });
    expect((await present(first)).status).toBe(200);
    expectError(await present(first), ...error);
    expectError(await present(await assertion(world.client, { jti })), ...error);
    const raced = await assertion(world.client);
    const answers = await Promise.all(Array.from({ length: 16 }, () => present(raced)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('the same jti of two clients: both', async () => {
    const jti = randomUUID();
    for (const client of [world.client, other])
      expect((await present(await assertion(client, { jti }))).status).toBe(200);
  });

  test('what was refused for another reason has not been used', async () => {
    const jti = randomUUID();
    expectError(await present(await assertion(world.client, { jti, aud: 'https://evil.test' })), ...error);
    expect((await present(await assertion(world.client, { jti }))).status).toBe(200);
  });

  test.each(['a:b*c?[d]', 'a\nb', '__proto__', '\u0000', '\ud800'])('jti %j is as good as any', async (jti) => {
    const unique = jti + randomUUID();
    const jwt = await assertion(world.client, { jti: unique });
    expect((await present(jwt)).status).toBe(200);
    expectError(await present(jwt), ...error);
  });

  test('a deleted key', async () => {
    const gone = await createClient(world.act, world.tenant.orgId);
    expect((await present(await assertion(gone))).status).toBe(200);
    await world.act('DeleteKey', { org_id: world.tenant.orgId, id: gone.serviceUserId, key_id: gone.kid });
    expectError(await present(await assertion(gone)), ...error);
  });

  test('a disabled service user', async () => {
    const resting = await createClient(world.act, world.tenant.orgId);
    await world.act('DisableServiceUser', { org_id: world.tenant.orgId, id: resting.serviceUserId });
    expectError(await present(await assertion(resting)), ...error);
  });
});

describe('§2.2 client authentication', () => {
  test('bis §4: the token endpoint is no audience', async () => {
    for (const aud of [ENDPOINT, [ENDPOINT]])
      expectError(await authenticate(await assertion(world.client, { aud })), 401, 'invalid_client');
  });

  test('bis §4: typ client-authentication+jwt', async () => {
    const typed = await assertion(world.client, {}, { typ: 'client-authentication+jwt' });
    expect((await authenticate(typed)).status).toBe(200);
    expectError(
      await grant(await assertion(world.client, {}, { typ: 'client-authentication+jwt' })),
      400,
      'invalid_grant',
    );
  });

  test('iss and sub are one', async () => {
    const claims = { iss: world.client.serviceUserId, sub: world.client.kid };
    expectError(await authenticate(await assertion(world.client, claims)), 401, 'invalid_client');
  });

  test('without kid, sub names the key', async () => {
    expect((await authenticate(await assertion(world.client, {}, { kid: undefined }))).status).toBe(200);
  });

  test('client_id, if given, is the same', async () => {
    const { kid } = world.client;
    expect((await authenticate(await assertion(world.client), { client_id: kid })).status).toBe(200);
    expectError(await authenticate(await assertion(world.client), { client_id: other.kid }), 401, 'invalid_client');
  });

  test('RFC 7521 §4.2: both parameters, and the type of JWTs', async () => {
    const jwt = await assertion(world.client);
    const saml = 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer';
    expectError(await authenticate(jwt, { client_assertion_type: undefined }), 400, 'invalid_request');
    expectError(await authenticate(jwt, { client_assertion_type: saml }), 401, 'invalid_client');
    expectError(await authenticate('', { client_assertion: undefined }), 400, 'invalid_request');
  });

  test('one that a bad scope follows has been used', async () => {
    const jwt = await assertion(world.client);
    expectError(await authenticate(jwt, { scope: 'no_such_thing' }), 400, 'invalid_scope');
    expectError(await authenticate(jwt), 401, 'invalid_client');
  });
});

describe('§2.1 grant', () => {
  test('the token endpoint is an audience, too', async () => {
    expect((await grant(await assertion(world.client, { aud: ENDPOINT }))).status).toBe(200);
  });

  test('§3.1: client_id, if given, is the same', async () => {
    const { kid, serviceUserId } = world.client;
    for (const client_id of [kid, serviceUserId])
      expect((await grant(await assertion(world.client, { sub: serviceUserId }), { client_id })).status).toBe(200);
    expectError(await grant(await assertion(world.client), { client_id: other.kid }), 400, 'invalid_grant');
  });

  test('§3.1: with client authentication of the same service user', async () => {
    const fields = async () => ({ grant_type: GRANTS.jwtBearer, assertion: await assertion(world.client) });
    expect((await ask(world, await fields())).status).toBe(200);
    expectError(await ask(world, await fields(), other), 400, 'invalid_grant');
    expectError(await ask(world, await fields(), { ...other, basic: 'Basic eDp5' }), 401, 'invalid_client');
  });

  test('without an assertion, or two of them', async () => {
    expectError(await token({ grant_type: GRANTS.jwtBearer }), 400, 'invalid_request');
    const twice = [['grant_type', GRANTS.jwtBearer], ...['a', 'b'].map((jwt) => ['assertion', jwt])] as [
      string,
      string,
    ][];
    expectError(await post(world.app, '/oauth2/token', { fields: twice }), 400, 'invalid_request');
  });

  test('scope narrows', async () => {
    const answer = await grant(await assertion(world.client), { scope: 'app_project_get' });
    expect(answer.json['scope']).toBe('app_project_get');
    expect(decodeJwt(String(answer.json['access_token']))).toMatchObject({
      scope: 'app_project_get',
      auth_via: 'jwt_grant',
    });
  });

  test('an access token, and an introspection answer, are no assertions', async () => {
    const minted = String((await grant(await assertion(world.client))).json['access_token']);
    expectError(await grant(minted), 400, 'invalid_grant');
    expectError(await authenticate(minted), 401, 'invalid_client');
  });
});

/** The signature is wrong as well, but that is looked at later. */
function withCrit(jwt: string): string {
  const [, payload, signature] = jwt.split('.');
  const header = { alg: 'ES256', kid: world.client.kid, crit: ['exp'], exp: 1 };
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.${signature}`;
}
