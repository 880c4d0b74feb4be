// Attacks on the header and the signature of an access token (RFC 8725 §2): every one refused, in the same words.
import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { algorithmNamed } from '../../src/signing/index.js';
import type { SigningKey } from '../../src/signing/signing-key.js';
import { bearer, refusalFrom, testMeta } from '../credentials/call.js';
import { type House, openHouse, tokensDeps, uuid } from '../credentials/house.js';
import { encode, goodClaims, goodHeader, jwt, minted } from './forge.js';

let house: House;
let claims: ReturnType<typeof goodClaims>;
let good: string;
let publicKey: KeyObject;
const attacker = generateKeyPairSync('rsa', { modulusLength: 2048 });

beforeAll(async () => {
  house = await openHouse();
  const org = await house.organization();
  const sub = await house.serviceUser(org);
  const { id: cred } = await house.secret(sub);
  claims = goodClaims(house, { sub, cred, org });
  good = await minted(house, claims);
  publicKey = house.keyring.current().publicKey;
});

const present = (token: string) => house.authenticate(testMeta(bearer(token)));
const refused = (token: string) => refusalFrom(() => present(token));
const parts = () => good.split('.') as [string, string, string];

test('the good one is accepted', async () => {
  expect(await present(good)).toEqual({
    namespace: 'app/serviceuser',
    id: claims.sub,
    via: 'access_token',
    credentialId: claims.cred,
  });
});

describe('alg', () => {
  const names = ['none', 'None', 'nOnE', 'NONE', '', 'RS512', 'RS1', 'PS256', 'ES256', 'EdDSA', 'HS256', 'rs256'];
  test.each([...names, 256, ['RS256'], null, undefined])(
    '%j with the good signature, a made-up one and none',
    async (alg) => {
      const [, payload, signature] = parts();
      const header = encode({ ...goodHeader(house), alg });
      for (const tail of [signature, 'AAAA', ''])
        expect(await refused(`${header}.${payload}.${tail}`)).toMatch(/^(SIGNATURE_WRONG|TOKEN_MALFORMED)$/);
      expect(await refused(await minted(house, claims, { ...goodHeader(house), alg }))).toBe('SIGNATURE_WRONG');
    },
  );

  test('HS256 with the public key as the secret, in every spelling', async () => {
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const jwk = publicKey.export({ format: 'jwk' });
    const secrets = [
      pem,
      pem.trim(),
      publicKey.export({ format: 'pem', type: 'pkcs1' }),
      publicKey.export({ format: 'der', type: 'spki' }),
      publicKey.export({ format: 'der', type: 'pkcs1' }),
      JSON.stringify(jwk),
      Buffer.from(String(jwk.n), 'base64url'),
      '',
    ];
    for (const alg of ['HS256', 'RS256'])
      for (const secret of secrets) {
        const signed = `${encode({ ...goodHeader(house), alg })}.${encode(claims)}`;
        const mac = createHmac('sha256', secret).update(signed).digest('base64url');
        expect(await refused(`${signed}.${mac}`)).toBe('SIGNATURE_WRONG');
      }
  });

  test('a PSS signature under either name', async () => {
    const { privateKey } = attacker;
    const key = { ...house.keyring.current(), kid: 'theirs', publicKey: attacker.publicKey };
    const authenticate = authenticateWith([house.keyring.current(), key]);
    for (const alg of ['PS256', 'RS256']) {
      const signed = `${encode({ ...goodHeader(house), alg, kid: 'theirs' })}.${encode({ ...claims, kid: 'theirs' })}`;
      const pss = { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
      const token = `${signed}.${sign('sha256', Buffer.from(signed), pss).toString('base64url')}`;
      expect(await refusalFrom(() => authenticate(testMeta(bearer(token))))).toBe('SIGNATURE_WRONG');
    }
    const right = jwt({ ...goodHeader(house), kid: 'theirs' }, { ...claims, kid: 'theirs' }, privateKey);
    expect(await authenticate(testMeta(bearer(right)))).toMatchObject({ id: claims.sub });
  });

  test('of another key of ours, and not of the one that kid names', async () => {
    const pair = await algorithmNamed('ES256').generate();
    const es = { ...house.keyring.current(), kid: 'es', algorithm: algorithmNamed('ES256'), publicKey: pair.publicKey };
    const current = house.keyring.current();
    const authenticate = authenticateWith([current, es]);
    const attempt = (token: string) => authenticate(testMeta(bearer(token)));
    const header = { alg: 'ES256', kid: 'es', typ: 'JWT' };
    expect(await attempt(jwt(header, { ...claims, kid: 'es' }, pair.privateKey))).toMatchObject({ id: claims.sub });
    const crossed = [
      jwt({ ...header, alg: 'RS256' }, { ...claims, kid: 'es' }, pair.privateKey),
      jwt({ ...header, kid: current.kid }, claims, pair.privateKey),
      jwt({ ...header, alg: 'RS256', kid: current.kid }, claims, pair.privateKey),
      await minted(house, { ...claims, kid: 'es' }, { ...header, alg: 'RS256' }),
      await minted(house, { ...claims, kid: 'es' }, header),
    ];
    for (const token of crossed) expect(await refusalFrom(() => attempt(token))).toBe('SIGNATURE_WRONG');
  });
});

describe('kid', () => {
  const injections = [
    '../../dev/null',
    '/proc/self/environ',
    "' OR 1=1--",
    '"; DROP TABLE secrets; --',
    'a\0b',
    'x'.repeat(2_000),
    'кид',
    '__proto__',
    'constructor',
    'toString',
    '*',
    'a\r\nb',
    '',
    ['x'],
    { a: 1 },
    7,
    true,
    null,
    undefined,
  ];
  test.each(injections)('injection %#', async (kid) => {
    for (const token of [
      await minted(house, claims, { ...goodHeader(house), kid }),
      jwt({ ...goodHeader(house), kid }, { ...claims, kid }, attacker.privateKey),
    ])
      expect(await refused(token)).toBe('KEY_UNKNOWN');
  });

  test("of a service user's key, and of its own", async () => {
    const key = await house.key(claims.sub, { algorithm: 'EdDSA' });
    for (const kid of [key.kid, claims.cred, claims.sub, uuid()])
      expect(await refused(await minted(house, { ...claims, kid }, { ...goodHeader(house), kid }))).toBe('KEY_UNKNOWN');
  });

  test('of a key that was retired', async () => {
    const retired = { ...house.keyring.current(), kid: 'new' };
    const authenticate = authenticateWith([retired]);
    expect(await refusalFrom(() => authenticate(testMeta(bearer(good))))).toBe('KEY_UNKNOWN');
  });
});

describe('keys that the token brings along', () => {
  let fetched = 0;
  const server = createServer((_request, response) => {
    fetched += 1;
    response.end(JSON.stringify({ keys: [{ ...attackerJwk(), kid: house.keyring.current().kid }] }));
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => server.close());

  test('are not looked at, nothing is fetched', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const jwk = attackerJwk();
    const extras = [
      { jwk },
      { jwk, kid: undefined },
      { jku: url },
      { jku: 'http://169.254.169.254/' },
      { x5u: url },
      { x5u: 'file:///etc/passwd' },
      { x5c: ['MIIB'] },
      { x5t: 'x', 'x5t#S256': 'y' },
      { jwk, jku: url, x5u: url, x5c: [String(jwk.n)] },
    ];
    for (const extra of extras) {
      const header = { ...goodHeader(house), ...extra };
      expect(await refused(jwt(header, claims, attacker.privateKey))).toMatch(/^(SIGNATURE_WRONG|KEY_UNKNOWN)$/);
    }
    expect(await present(await minted(house, claims, { ...goodHeader(house), jku: url, jwk }))).toBeDefined();
    expect(fetched).toBe(0);
  });

  function attackerJwk() {
    return attacker.publicKey.export({ format: 'jwk' });
  }
});

describe('typ', () => {
  const others = ['dpop+jwt', 'token-introspection+jwt', 'client-authentication+jwt', 'secevent+jwt', 'jwt', 'JWS', ''];
  test.each([...others, undefined, null, 7, ['JWT']])('%j', async (typ) => {
    expect(await refused(await minted(house, claims, { ...goodHeader(house), typ }))).toBe('TYPE_REFUSED');
  });
});

describe('critical and transforming headers', () => {
  test.each([
    { crit: ['exp'], exp: 1 },
    { crit: [] },
    { crit: 'alg' },
    { crit: ['alg'] },
    { crit: null },
    { crit: ['b64'], b64: false },
    { b64: false },
    { zip: 'DEF' },
    { enc: 'A256GCM' },
  ])('%j', async (extra) => {
    expect(await refused(await minted(house, claims, { ...goodHeader(house), ...extra }))).toBe('TOKEN_MALFORMED');
  });
});

describe('the whole', () => {
  test('no character can be changed, dropped or added', async () => {
    for (let i = 0; i < good.length; i += 1) {
      const changed = good.slice(0, i) + (good[i] === 'A' ? 'B' : 'A') + good.slice(i + 1);
      await refused(changed);
    }
    for (const altered of [`${good}A`, `${good}=`, `${good}\n`, good.slice(0, -1), good.slice(1), good.toLowerCase()])
      await refused(altered);
  });

  test('another spelling of the signature is another token, and refused', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(good.slice(-1));
    const twin = good.slice(0, -1) + alphabet.charAt(last + 1);
    expect(Buffer.from(twin.split('.')[2] ?? '', 'base64url')).toEqual(Buffer.from(parts()[2], 'base64url'));
    expect(await refused(twin)).toBe('TOKEN_MALFORMED');
    expect(await refused(good.replaceAll('-', '+').replaceAll('_', '/'))).toBeDefined();
  });

  test('parts of two good tokens make no third', async () => {
    const other = (await minted(house, { ...claims, jti: uuid() })).split('.');
    const [header, payload, signature] = parts();
    expect(await refused(`${header}.${other[1]}.${signature}`)).toBe('SIGNATURE_WRONG');
    expect(await refused(`${header}.${payload}.${other[2]}`)).toBe('SIGNATURE_WRONG');
    const { alg, kid, typ } = goodHeader(house);
    expect(await refused(`${encode({ typ, kid, alg })}.${payload}.${signature}`)).toBe('SIGNATURE_WRONG');
  });

  test('one header name twice is read as JSON.parse reads it, everywhere', async () => {
    const { kid } = goodHeader(house);
    const [none, rs] = ['"alg":"none"', '"alg":"RS256"'];
    const text = (first: string, second: string) => `{${first},"kid":"${kid}","typ":"JWT",${second}}`;
    expect(await refused(await minted(house, claims, text(rs, none)))).toBe('SIGNATURE_WRONG');
    expect(await present(await minted(house, claims, text(none, rs)))).toMatchObject({ id: claims.sub });
  });

  test.each(['', '.', '..', 'a.b.c', 'x', 'null', '{}', 'a.b.c.d', 'a.b.c.d.e', 'A'.repeat(100_000), '\0.\0.\0'])(
    'garbage %#',
    async (token) => {
      await expect(refused(token)).resolves.toMatch(/MALFORMED$/);
    },
  );

  test('more than 8 KiB is refused unread', async () => {
    expect(await refused(await minted(house, { ...claims, pad: 'x'.repeat(6_000) }))).toBe('TOKEN_MALFORMED');
  });
});

function authenticateWith(keys: readonly SigningKey[]) {
  const keyring = {
    current: () => keys[0] as SigningKey,
    find: (kid: unknown) => keys.find((key) => key.kid === kid),
    all: () => keys,
  };
  return tokensDeps(house.credentials, keyring).authenticate;
}
