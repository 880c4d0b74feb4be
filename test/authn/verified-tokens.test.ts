// Tokens that were verified before: the signature is not computed again, and nothing else is taken for granted.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAuthenticate, createSubjectOfToken } from '../../src/authn/index.js';
import { createMirror, createRevocations, type Revocations } from '../../src/revocation/index.js';
import type { Keyring, SigningKey } from '../../src/signing/index.js';
import { createVerifiedTokens, type VerifiedTokens } from '../../src/tokens/index.js';
import { basic, bearer, refusalFrom, testCall, testMeta } from '../credentials/call.js';
import { AUDIENCE, type House, OTHER_AUDIENCE, openHouse, request, uuid } from '../credentials/house.js';
import { encode, goodClaims, minted } from '../tokens/forge.js';

let house: House;
let org: string;
let sub: string;
let secret: { readonly id: string; readonly secret: string };
let token: string;
/** What the keyring answers, and how often keys were used. */
let find: Keyring['find'];
let signatures = 0;
let mirror: ReturnType<typeof createMirror>;
let verified: VerifiedTokens;
let authenticate: ReturnType<typeof createAuthenticate>;

beforeAll(async () => {
  house = await openHouse();
});

beforeEach(async () => {
  org = await house.organization();
  sub = await house.serviceUser(org);
  secret = await house.secret(sub);
  token = await issued();
  signatures = 0;
  const counted = counting(house.keyring.current());
  find = (kid) => (kid === counted.kid ? counted : undefined);
  mirror = createMirror(house.clock);
  verified = createVerifiedTokens();
  authenticate = createAuthenticate(deps());
  expect(await present(token)).toMatchObject({ id: sub });
  expect(signatures).toBe(1);
});

const present = (text: string) => authenticate(testMeta(bearer(text)));
const refused = (text: string) => refusalFrom(() => present(text));

function deps() {
  const keyring: Keyring = { ...house.keyring, find: (kid) => find(kid) };
  return { ...house.tokens, keyring, verified, revocations: revocationsOf() };
}

function revocationsOf(): Revocations {
  return createRevocations({
    mirror: { covers: (claims) => mirror.covers(claims) },
    word: { age: () => 0 },
    maxStaleness: 0,
    otherwise: () => true,
  });
}

/** The same key, but that it is seen when a signature is computed. */
function counting(key: SigningKey): SigningKey {
  const { algorithm } = key;
  const verifies: typeof algorithm.verifies = (...given) => {
    signatures += 1;
    return algorithm.verifies(...given);
  };
  return { ...key, algorithm: { ...algorithm, verifies } };
}

async function issued(scope = ''): Promise<string> {
  const grant = { grantType: 'client_credentials', clientId: '', clientSecret: '', assertion: '', scope };
  const call = testCall(basic(secret.id, secret.secret));
  return String((await house.tokensRpc.authToken(request(grant), call)).accessToken);
}

test('costs no signature, in any spelling of the header, nor as the subject of a question', async () => {
  for (const headers of [
    bearer(token),
    { authorization: `bearer  ${token}` },
    { ...bearer(token), 'x-user-token': token },
  ])
    expect(await authenticate(testMeta(headers))).toMatchObject({
      id: sub,
      via: 'access_token',
      credentialId: secret.id,
    });
  expect(await createSubjectOfToken(deps())(token)).toMatchObject({ id: sub });
  expect(signatures).toBe(1);
});

describe('after it was verified, it is refused', () => {
  test('when it is revoked by its id', async () => {
    const [, payload = ''] = token.split('.');
    const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const expiresAt = house.clock.now() + 3_600_000;
    mirror.apply({ kind: 'token', key: jti, generation: 1, expiresAt } as Parameters<typeof mirror.apply>[0]);
    expect(await refused(token)).toBe('TOKEN_REVOKED');
    expect(await createSubjectOfToken(deps())(token)).toBeUndefined();
  });

  test('when its credential is deleted', async () => {
    await house.rpc.deleteSecret(request({ id: sub, secretId: secret.id }), testCall());
    expect(await refused(token)).toBe('CREDENTIAL_UNKNOWN');
  });

  test('when its key is retired, at once or found out later', async () => {
    find = () => undefined;
    expect(await refused(token)).toBe('KEY_UNKNOWN');
    find = async () => undefined;
    expect(await refused(token)).toBe('KEY_UNKNOWN');
  });

  test('when its key cannot be looked for, for as long', async () => {
    const before = find;
    find = () => Promise.reject(new Error('no store'));
    await expect(async () => present(token)).rejects.toThrow('no store');
    find = before;
    expect(await present(token)).toMatchObject({ id: sub });
    expect(signatures).toBe(1);
  });

  test('when its time is over, not before', async () => {
    house.clock.advance(3_599_999);
    expect(await present(token)).toBeDefined();
    expect(signatures).toBe(1);
    house.clock.advance(1);
    expect(await refused(token)).toBe('TOKEN_EXPIRED');
    expect(verified.find(token)).toBeUndefined();
  });

  test('when the clock is set back to before it was made', async () => {
    house.clock.advance(-31_000);
    expect(await refused(token)).toBe('TOKEN_NOT_YET_VALID');
    house.clock.advance(31_000);
    expect(await present(token)).toBeDefined();
  });

  test('by who expects another audience, had the two one memory', async () => {
    const other = createAuthenticate({ ...deps(), audience: OTHER_AUDIENCE, audiences: [AUDIENCE] });
    expect(await refusalFrom(() => other(testMeta(bearer(token))))).toBe('AUDIENCE_REFUSED');
  });

  test('with any letter changed', async () => {
    for (const at of [5, token.indexOf('.') + 5, token.length - 40, token.length - 1]) {
      const letter = token[at] === 'A' ? 'B' : 'A';
      expect(await refused(token.slice(0, at) + letter + token.slice(at + 1))).toBeDefined();
    }
  });

  test('beside another one, whichever comes first', async () => {
    for (const headers of [
      { ...bearer(token), 'x-user-token': `${token}x` },
      { ...bearer(`${token}x`), 'x-user-token': token },
    ])
      expect(await refusalFrom(() => authenticate(testMeta(headers)))).toBe('AUTHORIZATION_AMBIGUOUS');
  });
});

test('another key of the same id verifies anew', async () => {
  const again = counting(house.keyring.current());
  find = (kid) => (kid === again.kid ? again : undefined);
  expect(await present(token)).toMatchObject({ id: sub });
  expect(signatures).toBe(2);
  expect(await present(token)).toMatchObject({ id: sub });
  expect(signatures).toBe(2);
});

test('every token keeps its own narrowing and its own owner', async () => {
  const narrowed = await issued('app_organization_get');
  const other = await house.serviceUser(org);
  const theirs = await house.secret(other);
  const claims = goodClaims(house, { sub: other, cred: theirs.id, org });
  const foreign = await minted(house, claims);
  for (let round = 0; round < 3; round += 1) {
    expect(await present(token)).toEqual({
      namespace: 'app/serviceuser',
      id: sub,
      via: 'access_token',
      credentialId: secret.id,
    });
    const { narrowing } = (await present(narrowed)) ?? {};
    expect([...(narrowing?.permissions ?? [])]).toEqual(['app_organization_get']);
    expect(await present(foreign)).toMatchObject({ id: other, credentialId: theirs.id });
  }
});

test('what is refused is not kept', async () => {
  const gone = `${encode({ alg: 'RS256', kid: house.keyring.current().kid, typ: 'JWT' })}.${token.split('.')[1]}.AAAA`;
  expect(await refused(gone)).toBe('SIGNATURE_WRONG');
  expect(verified.find(gone)).toBeUndefined();
  const unknown = await minted(house, goodClaims(house, { sub, cred: uuid(), org }));
  expect(await refused(unknown)).toBe('CREDENTIAL_UNKNOWN');
  expect(verified.find(unknown)).toBeUndefined();
});

test('no more are kept than there is room for; the others are verified again', async () => {
  verified = createVerifiedTokens(2);
  authenticate = createAuthenticate(deps());
  const tokens = [token, await issued(), await issued()];
  for (const each of tokens) await present(each);
  expect(tokens.filter((each) => verified.find(each) !== undefined)).toEqual(tokens.slice(1));
  expect(await present(token)).toMatchObject({ id: sub });
});
