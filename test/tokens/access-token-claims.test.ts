// Attacks on the claims of an access token, signed with our own key: what we would never mint is refused all the same.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bearer, refusalFrom, testMeta } from '../credentials/call.js';
import { type House, openHouse, uuid } from '../credentials/house.js';
import { goodClaims, minted } from './forge.js';

type Claims = ReturnType<typeof goodClaims>;

let house: House;
let org: string;
let sub: string;
let cred: string;
let claims: Claims;
let now: number;
beforeAll(async () => {
  house = await openHouse();
  org = await house.organization();
  sub = await house.serviceUser(org);
  cred = (await house.secret(sub)).id;
});
beforeEach(() => {
  claims = goodClaims(house, { sub, cred, org });
  now = claims.iat;
});

const present = async (payload: unknown) => house.authenticate(testMeta(bearer(await minted(house, payload))));
const refused = (payload: unknown) => refusalFrom(() => present(payload));

test('the good ones are accepted', async () => {
  expect(await present(claims)).toMatchObject({ id: sub, via: 'access_token', credentialId: cred });
});

test.each([
  'iss',
  'aud',
  'sub',
  'sub_type',
  'client_id',
  'cred',
  'jti',
  'iat',
  'nbf',
  'exp',
  'kid',
  'gen',
  'auth_via',
  'org_ids',
  'gens',
] as const)('%s is required, and of its type', async (name) => {
  const { [name]: _, ...without } = claims;
  // The empty list of organizations is one, of the platform's own service users.
  for (const payload of [
    without,
    ...[null, true, [], {}, [claims[name]], '', -1, 1.5, 1e300, `${claims[name]} `].map((value) => ({
      ...claims,
      [name]: value,
    })),
  ])
    if (!('org_ids' in payload) || typeof payload.org_ids !== 'string' || name !== 'org_ids') await refused(payload);
});

describe('time', () => {
  const times: Record<string, [(now: number) => object, string]> = {
    'exp as text': [(t) => ({ exp: String(t + 60) }), 'CLAIMS_REFUSED'],
    'exp as a fraction': [(t) => ({ exp: t + 60.5 }), 'CLAIMS_REFUSED'],
    'exp negative': [() => ({ exp: -1 }), 'CLAIMS_REFUSED'],
    'exp 0': [() => ({ exp: 0 }), 'TOKEN_EXPIRED'],
    'exp 1e300': [() => ({ exp: 1e300 }), 'CLAIMS_REFUSED'],
    'exp the largest integer': [() => ({ exp: Number.MAX_SAFE_INTEGER }), 'LIFETIME_REFUSED'],
    'exp now': [(t) => ({ exp: t }), 'TOKEN_EXPIRED'],
    'exp a second ago': [(t) => ({ exp: t - 1, iat: t - 60, nbf: t - 60 }), 'TOKEN_EXPIRED'],
    'exp more than 30 days after iat': [(t) => ({ exp: t + 30 * 86_400 + 1 }), 'LIFETIME_REFUSED'],
    'nbf ahead': [(t) => ({ nbf: t + 31 }), 'TOKEN_NOT_YET_VALID'],
    'iat ahead': [(t) => ({ iat: t + 31 }), 'TOKEN_NOT_YET_VALID'],
    'iat an hour ahead': [(t) => ({ iat: t + 3_600, exp: t + 7_200 }), 'TOKEN_NOT_YET_VALID'],
    'iat after exp': [(t) => ({ iat: t + 20, exp: t + 10 }), 'LIFETIME_REFUSED'],
    'iat long ago': [(t) => ({ iat: t - 31 * 86_400 }), 'LIFETIME_REFUSED'],
  };
  test.each(Object.entries(times))('%s', async (_, [change, refusal]) => {
    expect(await refused({ ...claims, ...change(now) })).toBe(refusal);
  });

  test('exp counts to the millisecond; the clock of another replica may be 30 s ahead', async () => {
    const ahead = { ...claims, iat: now + 30, nbf: now + 30 };
    expect(await present(ahead)).toBeDefined();
    const short = { ...claims, exp: now + 1 };
    house.clock.advance(999);
    expect(await present(short)).toBeDefined();
    house.clock.advance(1);
    expect(await refused(short)).toBe('TOKEN_EXPIRED');
  });
});

describe('issuer and audience', () => {
  test.each([
    'https://frontier.example/',
    'https://FRONTIER.example',
    'http://frontier.example',
    'https://frontier.example@evil.example',
    'https://frontier.examp\u0142e',
    'frontier',
    ['https://frontier.example'],
    '',
    null,
  ])('iss %j', async (iss) => {
    expect(await refused({ ...claims, iss })).toBeDefined();
  });

  test.each([
    'https://api.example/',
    'https://api.example.evil',
    'evil.https://api.example',
    'https://frontier.example',
    [],
    ['https://api.example'],
    ['https://api.example', 'https://evil.example'],
    [7],
    '',
    null,
  ])('aud %j', async (aud) => {
    expect(await refused({ ...claims, aud })).toBeDefined();
  });
});

describe('who', () => {
  test.each(['', 'x', 7, 'x'.repeat(5_000), '__proto__', 'a\0b', '\ud800', uuid().toUpperCase()])(
    'sub %j',
    async (value) => {
      expect(await refused({ ...claims, sub: value })).toBe('CLAIMS_REFUSED');
    },
  );

  test('of another service user, of a user, of nobody', async () => {
    const other = await house.serviceUser(org);
    for (const value of [other, uuid()]) expect(await refused({ ...claims, sub: value })).toBe('SUBJECT_REFUSED');
    for (const sub_type of ['app/user', 'app/group', 'serviceuser', ''])
      expect(await refused({ ...claims, sub_type })).toBe('CLAIMS_REFUSED');
  });

  test("with another service user's credential, an unknown one, or another client_id", async () => {
    const foreign = await house.secret(await house.serviceUser(org));
    const of = (id: string) => ({ ...claims, cred: id, client_id: id });
    expect(await refused(of(foreign.id))).toBe('SUBJECT_REFUSED');
    expect(await refused(of(uuid()))).toBe('CREDENTIAL_UNKNOWN');
    expect(await refused({ ...claims, client_id: sub })).toBe('CLAIMS_REFUSED');
    expect(await refused({ ...claims, cred: foreign.id })).toBe('CLAIMS_REFUSED');
  });

  test.each(['', 'x', 7, null, 'a:b*', 'a\nb', 'x'.repeat(5_000)])('jti %#', async (jti) => {
    expect(await refused({ ...claims, jti })).toBe('CLAIMS_REFUSED');
  });
});

describe('generations', () => {
  test.each(['cred', 'sub', 'org'] as const)('%s behind, ahead, negative, a fraction, missing', async (name) => {
    for (const value of [0, 2, 99]) {
      const gens = { ...claims.gens, [name]: value };
      expect(await refused({ ...claims, gens })).toBe('GENERATION_REFUSED');
    }
    for (const value of [-1, 1.5, '1', null, undefined, 1e300]) {
      const gens = { ...claims.gens, [name]: value };
      expect(await refused({ ...claims, gens })).toBe('CLAIMS_REFUSED');
    }
  });
});

describe('gen', () => {
  test.each(['System', 'SYSTEM', '', true, undefined, 'user'])('%j', async (gen) => {
    expect(await refused({ ...claims, gen })).toBeDefined();
  });
});

describe('odd JSON', () => {
  test('a claim twice counts as JSON.parse reads it', async () => {
    const text = JSON.stringify(claims);
    expect(await refused(text.replace('{', `{"sub":"${sub}",`).replace(/}$/, `,"sub":"${uuid()}"}`))).toBe(
      'SUBJECT_REFUSED',
    );
    expect(await present(text.replace('{', `{"sub":"${uuid()}",`))).toMatchObject({ id: sub });
  });

  test('claims called __proto__ and constructor change nothing', async () => {
    const text = JSON.stringify({ ...claims, sub: undefined });
    for (const name of ['__proto__', 'constructor'])
      expect(await refused(text.replace('{', `{"${name}":{"sub":"${sub}"},`))).toBe('CLAIMS_REFUSED');
  });

  test.each(['null', '[]', '"x"', '7', '{', '', '[{}]'])('a payload of %j', async (text) => {
    await expect(refused(text)).resolves.toMatch(/MALFORMED$/);
  });

  test('a payload of 2,000 levels', async () => {
    const deep = `${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`;
    expect(await refused(JSON.stringify(claims).replace('{', `{"deep":${deep},`))).toBeDefined();
  });
});
