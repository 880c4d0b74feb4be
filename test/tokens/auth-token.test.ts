// AuthToken: every way to an access token, and what does not lead to one.
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  importPKCS8,
  type JSONWebKeySet,
  jwtVerify,
  SignJWT,
} from 'jose';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bootstrapServiceUser } from '../../src/credentials/index.js';
import { generateSecret } from '../../src/credentials/secrets/secret-format.js';
import { systemRandom } from '../../src/kernel/random.js';
import { basic, bearer, refusalFrom, type TestMeta, testCall, testMeta } from '../credentials/call.js';
import { AUDIENCE, type House, ISSUER, openHouse, request, uuid } from '../credentials/house.js';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

let house: House;
let org: string;
let sub: string;
let secret: { readonly id: string; readonly secret: string };
let key: { readonly kid: string; readonly privateKey: string };
beforeAll(async () => {
  house = await openHouse();
  org = await house.organization();
});
beforeEach(async () => {
  sub = await house.serviceUser(org);
  secret = await house.secret(sub);
  key = await house.key(sub, { algorithm: 'ES256' });
});

const EMPTY = { grantType: '', clientId: '', clientSecret: '', assertion: '' };

async function ask(fields: Partial<typeof EMPTY>, headers: Record<string, string> = {}) {
  const call = testCall(headers);
  const answer = await house.tokensRpc.authToken(request({ ...EMPTY, ...fields }), call);
  return { ...answer, accessToken: String(answer.accessToken), replied: (call.meta as TestMeta).replied };
}

const bodyOf = ({ id, secret: text } = secret) => ({ clientId: id, clientSecret: text });
const client = (fields: object = {}) => ({ grantType: 'client_credentials', ...bodyOf(), ...fields });
const present = (token: string) => house.authenticate(testMeta(bearer(token)));
const invalid = (field: string) => ({ code: 'invalid_argument', violations: [{ field }] });

async function assertion(claims: object = {}, header: object = {}) {
  const now = Math.floor(house.clock.now() / 1000);
  return new SignJWT({ sub, aud: ISSUER, iat: now, exp: now + 300, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header })
    .sign(await importPKCS8(key.privateKey, 'ES256'));
}

describe('the answer', () => {
  test('says all that OAuth asks for, and x-user-token', async () => {
    const { accessToken, tokenType, expiresIn, replied } = await ask(client());
    expect({ tokenType, expiresIn }).toEqual({ tokenType: 'Bearer', expiresIn: 3600 });
    expect(Object.fromEntries(replied)).toEqual({
      'x-user-token': accessToken,
      'cache-control': 'no-store',
      pragma: 'no-cache',
    });
  });

  test('is a token with the claims of the reference', async () => {
    const { accessToken } = await ask(client());
    const now = Math.floor(house.clock.now() / 1000);
    const { kid } = house.keyring.current();
    expect(decodeProtectedHeader(accessToken)).toEqual({ alg: 'RS256', kid, typ: 'JWT' });
    const claims = decodeJwt(accessToken);
    expect(claims).toEqual({
      iss: ISSUER,
      aud: AUDIENCE,
      sub,
      sub_type: 'app/serviceuser',
      client_id: secret.id,
      cred: secret.id,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iat: now,
      nbf: now,
      exp: now + 3600,
      kid,
      gen: 'system',
      auth_via: 'client_credentials',
      org_ids: org,
      gens: { cred: 1, sub: 1, org: 1 },
    });
    expect(accessToken.length).toBeLessThan(1_400);
  });

  test('is another token each time', async () => {
    const jtis = await Promise.all(
      Array.from({ length: 20 }, async () => decodeJwt((await ask(client())).accessToken).jti),
    );
    expect(new Set(jtis).size).toBe(20);
  });

  test('verifies with the published keys, by a library of others', async () => {
    const { accessToken } = await ask(client());
    const call = testCall();
    const { keys } = await house.tokensRpc.getJWKs(request({}), call);
    expect((call.meta as TestMeta).replied.get('cache-control')).toBe('public, max-age=300, stale-if-error=86400');
    const keySet = createLocalJWKSet({ keys } as unknown as JSONWebKeySet);
    const options = { issuer: ISSUER, audience: AUDIENCE, currentDate: new Date(house.clock.now()), typ: 'JWT' };
    const { payload } = await jwtVerify(accessToken, keySet, {
      ...options,
      requiredClaims: ['exp', 'iat', 'jti', 'sub'],
    });
    expect(payload.sub).toBe(sub);
  });

  test('lives no longer than its credential', async () => {
    const seconds = BigInt(Math.floor(house.clock.now() / 1000) + 90);
    const short = await house.secret(sub, { expiresAt: { seconds, nanos: 999_000_000 } });
    const { accessToken, expiresIn } = await ask(client(bodyOf(short)));
    expect(expiresIn).toBe(90);
    expect(decodeJwt(accessToken).exp).toBe(Number(seconds));
    house.clock.advance(89_500);
    expect((await ask(client(bodyOf(short)))).expiresIn).toBeGreaterThan(0);
    house.clock.advance(1_000);
    expect(await refusalFrom(() => ask(client(bodyOf(short))))).toBe('CREDENTIAL_EXPIRED');
  });

  test('of the bootstrap service user names no organization', async () => {
    const made = await bootstrapServiceUser(house.credentials);
    const bootstrap = { id: String(made?.clientId), secret: String(made?.clientSecret.reveal()) };
    const { accessToken } = await ask(client(bodyOf(bootstrap)));
    expect(decodeJwt(accessToken)).toMatchObject({ org_ids: '', gens: { org: 0 } });
    expect(await present(accessToken)).toMatchObject({ id: '00000000-0000-0000-0000-000000000001' });
  });
});

describe('client_credentials', () => {
  test('in the body, in Basic, or the same in both', async () => {
    const header = basic(secret.id, secret.secret);
    const grantType = 'client_credentials';
    for (const [fields, headers] of [
      [client(), {}],
      [{ grantType }, header],
      [client(), header],
      [client({ clientSecret: '' }), header],
    ] as const)
      expect(await present((await ask(fields, headers)).accessToken)).toMatchObject({ id: sub });
  });

  test('beside an old token in the header', async () => {
    expect(await ask(client(), bearer('expired.or.whatever'))).toBeDefined();
  });

  test('of two clients at once is invalid_argument, be both right', async () => {
    const other = await house.secret(sub);
    const header = basic(other.id, other.secret);
    await expect(ask(client(), header)).rejects.toMatchObject(invalid('client_id'));
    await expect(ask(client({ clientSecret: '' }), header)).rejects.toMatchObject(invalid('client_id'));
    await expect(ask(client(), basic(secret.id, other.secret))).rejects.toMatchObject(invalid('client_secret'));
  });

  test('with half a client is invalid_argument', async () => {
    await expect(ask(client({ clientId: '' }))).rejects.toMatchObject(invalid('client_id'));
    await expect(ask(client({ clientSecret: '' }))).rejects.toMatchObject(invalid('client_secret'));
    await expect(ask(client({ assertion: 'x' }))).rejects.toMatchObject(invalid('assertion'));
  });

  test('without a client is unauthenticated', async () => {
    await expect(ask({ grantType: 'client_credentials' })).rejects.toMatchObject({
      code: 'unauthenticated',
      message: 'not authenticated',
    });
    expect(await refusalFrom(() => ask({ grantType: 'client_credentials' }, { authorization: 'Basic ***' }))).toBe(
      'AUTHORIZATION_MALFORMED',
    );
  });

  test('unknown, wrong, deleted, disabled: all refused in the same words', async () => {
    const unknown = uuid();
    await refusalFrom(() => ask(client({ clientId: unknown, clientSecret: generateSecret(unknown, systemRandom) })));
    await refusalFrom(() => ask(client({ clientSecret: generateSecret(secret.id, systemRandom) })));
    await refusalFrom(() => ask(client({ clientId: sub })));
    await refusalFrom(() => ask(client({ clientId: key.kid })));
    const gone = await house.secret(sub);
    await house.rpc.deleteSecret(request({ id: sub, secretId: gone.id }), testCall());
    await refusalFrom(() => ask(client(bodyOf(gone))));
    await house.rpc.disableServiceUser(request({ id: sub }), testCall());
    await refusalFrom(() => ask(client()));
  });
});

describe('the JWT grant', () => {
  const grant = (text: string, fields: object = {}) => ask({ grantType: JWT_BEARER, assertion: text, ...fields });

  test('takes an assertion of a key, and says so in the token', async () => {
    const { accessToken } = await grant(await assertion());
    expect(decodeJwt(accessToken)).toMatchObject({ sub, auth_via: 'jwt_grant', cred: key.kid, client_id: key.kid });
    expect(await present(accessToken)).toMatchObject({ id: sub, credentialId: key.kid });
  });

  test.each([ISSUER, `${ISSUER}/v1beta1/auth/token`, [ISSUER], undefined])('for the audience %j', async (aud) => {
    await expect(grant(await assertion({ aud }))).resolves.toBeDefined();
  });

  test('takes a client_id that agrees, and no other', async () => {
    for (const clientId of [sub, key.kid]) await expect(grant(await assertion(), { clientId })).resolves.toBeDefined();
    for (const clientId of [secret.id, uuid(), 'x'])
      expect(await refusalFrom(async () => grant(await assertion(), { clientId }))).toBe('SUBJECT_REFUSED');
  });

  test('with another proof beside it is invalid_argument', async () => {
    await expect(grant(await assertion(), { clientSecret: 'x' })).rejects.toMatchObject(invalid('client_secret'));
    const fields = { grantType: JWT_BEARER, assertion: await assertion() };
    await expect(ask(fields, basic(secret.id, secret.secret))).rejects.toMatchObject(invalid('assertion'));
  });

  test('without an assertion is invalid_argument', async () => {
    await expect(grant('')).rejects.toMatchObject(invalid('assertion'));
  });

  test.each(['x', 'a.b.c', '\0', 'A'.repeat(1_000_000)])('refuses garbage %#', async (text) => {
    expect(await refusalFrom(() => grant(text))).toBe('TOKEN_MALFORMED');
  });

  test('refuses an access token', async () => {
    const { accessToken } = await ask(client());
    expect(await refusalFrom(() => grant(accessToken))).toBeDefined();
  });
});

describe("upstream's empty form", () => {
  test('exchanges Basic, a self-signed Bearer, and one in x-user-token', async () => {
    expect(decodeJwt((await ask({}, basic(secret.id, secret.secret))).accessToken)).toMatchObject({
      auth_via: 'client_credentials',
      cred: secret.id,
    });
    for (const headers of [bearer(await assertion()), { 'x-user-token': await assertion() }])
      expect(decodeJwt((await ask({}, headers)).accessToken)).toMatchObject({ auth_via: 'jwt_grant', cred: key.kid });
  });

  test('does not exchange an access token: it would never end', async () => {
    const { accessToken } = await ask(client());
    expect(await refusalFrom(() => ask({}, bearer(accessToken)))).toBe('TOKEN_NOT_EXCHANGEABLE');
  });

  test('with nothing in the headers is unauthenticated', async () => {
    await expect(ask({})).rejects.toMatchObject({ code: 'unauthenticated', message: 'not authenticated' });
  });

  test('with parameters is no empty form', async () => {
    const header = basic(secret.id, secret.secret);
    for (const fields of [{ clientId: secret.id }, { clientSecret: secret.secret }, { assertion: await assertion() }])
      for (const headers of [{}, header])
        await expect(ask(fields, headers)).rejects.toMatchObject(invalid('grant_type'));
  });
});

test.each(['password', 'authorization_code', 'refresh_token', 'CLIENT_CREDENTIALS', ' ', '\0', 'x'.repeat(10_000)])(
  'the grant type %# is invalid_argument, whatever else is presented',
  async (grantType) => {
    for (const headers of [{}, basic(secret.id, secret.secret)])
      await expect(ask({ ...client(), grantType }, headers)).rejects.toMatchObject({
        ...invalid('grant_type'),
        reason: 'UNSUPPORTED_GRANT_TYPE',
      });
  },
);

describe('GetCurrentUser', () => {
  test('answers the service user that calls', async () => {
    const { accessToken } = await ask(client());
    const principal = await present(accessToken);
    const answer = await house.tokensRpc.getCurrentUser(request({}), testCall({}, principal));
    expect(answer).toMatchObject({ serviceuser: { id: sub, orgId: org, state: 'enabled' } });
  });

  test('answers the user that calls, and nobody who is gone', async () => {
    const user = { ...house.caller };
    await expect(house.tokensRpc.getCurrentUser(request({}), testCall({}, user))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
    const gone = { ...user, namespace: 'app/serviceuser', id: uuid() } as const;
    await expect(house.tokensRpc.getCurrentUser(request({}), testCall({}, gone))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });
});
