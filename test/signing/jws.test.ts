// A compact JWS is read in one spelling only and verified under the key's own algorithm.
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import {
  ALGORITHM_NAMES,
  type Algorithm,
  type AlgorithmName,
  algorithmNamed,
  findAlgorithm,
  parseJws,
  verifyJws,
} from '../../src/signing/index.js';

const pairs = Object.fromEntries(
  await Promise.all(ALGORITHM_NAMES.map(async (name) => [name, await algorithmNamed(name).generate()] as const)),
);

function pairOf(name: AlgorithmName) {
  const pair = pairs[name];
  if (pair === undefined) throw new Error(name);
  return { ...pair, algorithm: algorithmNamed(name) };
}

function sign(name: AlgorithmName, header: object = {}): Promise<string> {
  return new SignJWT({ sub: 'someone' }).setProtectedHeader({ alg: name, ...header }).sign(pairOf(name).privateKey);
}

function verifies(token: string, key: { readonly publicKey: KeyObject; readonly algorithm: Algorithm }): boolean {
  const jws = parseJws(token);
  return jws !== undefined && verifyJws(jws, key);
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe.each(ALGORITHM_NAMES)('%s', (name) => {
  test('verifies what jose signed', async () => {
    expect(verifies(await sign(name), pairOf(name))).toBe(true);
  });

  test('refuses every altered character', async () => {
    const token = await sign(name);
    for (let i = 0; i < token.length; i += 1) {
      const other = token[i] === 'A' ? 'B' : 'A';
      expect(verifies(token.slice(0, i) + other + token.slice(i + 1), pairOf(name))).toBe(false);
    }
  });

  test('refuses another key of the same kind, and keys of the other kinds', async () => {
    const token = await sign(name);
    expect(verifies(token, { ...(await algorithmNamed(name).generate()), algorithm: algorithmNamed(name) })).toBe(
      false,
    );
    for (const other of ALGORITHM_NAMES.filter((each) => each !== name))
      expect(verifies(token, pairOf(other))).toBe(false);
  });

  test.each([0, 1, 63, 64, 65, 72, 255, 256, 257])('refuses a made-up signature of %i bytes', (length) => {
    for (const fill of [0, 255]) {
      const token = `${part({ alg: name })}.${part({})}.${Buffer.alloc(length, fill).toString('base64url')}`;
      expect(verifies(token, pairOf(name))).toBe(false);
    }
  });

  test.each(['none', 'None', 'NONE', '', 'HS256', 'PS256', 'RS1', 'ES384', 7, null, ['RS256'], undefined])(
    'refuses a header that says %j',
    async (alg) => {
      const [, payload, signature] = (await sign(name)).split('.');
      expect(verifies(`${part({ alg })}.${payload}.${signature}`, pairOf(name))).toBe(false);
    },
  );
});

test('ES256 refuses a signature in DER, and r = n, s = n', () => {
  const signed = `${part({ alg: 'ES256' })}.${part({})}`;
  const der = createSign('sha256').update(signed).sign(pairOf('ES256').privateKey);
  expect(verifies(`${signed}.${der.toString('base64url')}`, pairOf('ES256'))).toBe(false);
  const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
  expect(verifies(`${signed}.${Buffer.concat([order, order]).toString('base64url')}`, pairOf('ES256'))).toBe(false);
});

test('ES256 refuses a signature of another curve', async () => {
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES384' }).sign(p384.privateKey);
  expect(verifies(token, { publicKey: p384.publicKey, algorithm: algorithmNamed('ES256') })).toBe(false);
});

test.each([undefined, null, 7, 'none', 'rs256', 'HS256', '__proto__', 'constructor', 'toString'])(
  'no algorithm is called %j',
  (name) => {
    expect(findAlgorithm(name)).toBeUndefined();
  },
);

describe('parseJws', async () => {
  const good = await sign('ES256', { kid: 'k' });
  const [header = '', payload = '', signature = ''] = good.split('.');

  test('takes the good one apart', () => {
    expect(parseJws(good)).toMatchObject({ header: { alg: 'ES256', kid: 'k' }, payload: { sub: 'someone' } });
  });

  const refused: Record<string, string> = {
    empty: '',
    'one part': header,
    'two parts': `${header}.${payload}`,
    'four parts': `${good}.x`,
    'five parts, as a JWE has': `${good}.x.y`,
    'no signature': `${header}.${payload}.`,
    'no header': `.${payload}.${signature}`,
    padding: `${good}=`,
    'a newline at its end': `${good}\n`,
    'a space in front': ` ${good}`,
    'the other base64 alphabet': `${header}.${payload}.${signature.slice(0, -2)}+/`,
    'another spelling of the last byte': `${header}.${payload}.${twinOf(signature)}`,
    'another spelling in the payload': `${header}.${part('x').slice(0, -1)}.${signature}`,
    'a JSON serialization': JSON.stringify({ payload, protected: header, signature }),
    'a header of null': `${part(null)}.${payload}.${signature}`,
    'a header that is an array': `${part([])}.${payload}.${signature}`,
    'a header that is a string': `${part('x')}.${payload}.${signature}`,
    'a payload that is an array': `${header}.${part([{}])}.${signature}`,
    'a payload that is a JWT': `${header}.${Buffer.from(good).toString('base64url')}.${signature}`,
    'a payload that is no JSON': `${header}.${Buffer.from('{').toString('base64url')}.${signature}`,
    'a byte order mark': `${header}.${Buffer.from('\ufeff{}').toString('base64url')}.${signature}`,
    'invalid UTF-8': `${header}.${Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url')}.${signature}`,
    'more than 8 KiB': `${header}.${part({ x: 'x'.repeat(8192) })}.${signature}`,
    'a critical header': `${part({ alg: 'ES256', crit: ['exp'], exp: 1 })}.${payload}.${signature}`,
    'an empty crit': `${part({ alg: 'ES256', crit: [] })}.${payload}.${signature}`,
    'a crit that is no array': `${part({ alg: 'ES256', crit: 'alg' })}.${payload}.${signature}`,
    'an unencoded payload': `${part({ alg: 'ES256', b64: false })}.${payload}.${signature}`,
    'a compressed payload': `${part({ alg: 'ES256', zip: 'DEF' })}.${payload}.${signature}`,
    'a deep payload': `${header}.${Buffer.from('['.repeat(5000)).toString('base64url')}.${signature}`,
  };
  test.each(Object.entries(refused))('refuses %s', (_, token) => {
    expect(parseJws(token)).toBeUndefined();
  });
});

/** 64 bytes leave 4 bits of the last character unused. */
function twinOf(signature: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(signature.slice(-1));
  return signature.slice(0, -1) + alphabet.charAt(last + 1);
}
