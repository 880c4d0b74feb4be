// What may be registered as a public key, and what may not: never echoed, never stored.
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { registerPublicKey } from '../../src/credentials/keys/register-public-key.js';
import { FrontierError } from '../../src/kernel/errors.js';

const rsaPair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsa = rsaPair.publicKey.export({ format: 'jwk' });
const ecPair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ec = ecPair.publicKey.export({ format: 'jwk' });
const okpPair = generateKeyPairSync('ed25519');
const okp = okpPair.publicKey.export({ format: 'jwk' });

const bytes = (length: number, fill: number) => Buffer.alloc(length, fill).toString('base64url');
const rsaOf = (modulusLength: number) =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });

describe('takes', () => {
  test.each<[string, JsonWebKey, string]>([
    ['RSA', rsa, 'RS256'],
    ['P-256', ec, 'ES256'],
    ['Ed25519', okp, 'EdDSA'],
    ['RSA of 3072 bits', rsaOf(3072), 'RS256'],
    [
      'what says what it is for',
      { ...ec, use: 'sig', alg: 'ES256', key_ops: ['verify'], kid: 'mine', ext: true },
      'ES256',
    ],
    ['members it does not know', { ...okp, note: 'x', iat: 1 }, 'EdDSA'],
  ])('%s', (_, jwk, algorithm) => {
    const key = registerPublicKey(JSON.stringify(jwk));
    expect(key.algorithm.name).toBe(algorithm);
    expect(Object.keys(key.publicJwk).sort()).toEqual(['kty', ...key.algorithm.members].sort());
    for (const member of key.algorithm.members) expect(key.publicJwk[member]).toBe(jwk[member]);
  });

  test('another spelling of the same key, and keeps the canonical one', () => {
    const padded = Buffer.concat([Buffer.alloc(4), Buffer.from(String(rsa.n), 'base64url')]).toString('base64url');
    expect(registerPublicKey(JSON.stringify({ ...rsa, n: padded })).publicJwk.n).toBe(rsa.n);
  });
});

describe('refuses', () => {
  const cases: Record<string, unknown> = {
    'a private RSA key': rsaPair.privateKey.export({ format: 'jwk' }),
    'a private EC key': ecPair.privateKey.export({ format: 'jwk' }),
    'a private Ed25519 key': okpPair.privateKey.export({ format: 'jwk' }),
    'a private member that is empty': { ...rsa, d: '' },
    'a private member that is null': { ...rsa, p: null },
    'more primes': { ...rsa, oth: [] },
    'a symmetric key': { kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQ' },
    'a symmetric member': { ...rsa, k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQ' },
    'a symmetric key without its value': { kty: 'oct' },
    'a set of keys': { keys: [rsa] },
    'an array': [rsa],
    'a string': 'x',
    null: null,
    'a number': 7,
    'no kty': { ...rsa, kty: undefined },
    'a kty in lower case': { ...rsa, kty: 'rsa' },
    'another curve': generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }),
    'the curve of bitcoin': generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'jwk' }),
    Ed448: generateKeyPairSync('ed448').publicKey.export({ format: 'jwk' }),
    X25519: generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }),
    'no curve': { ...ec, crv: undefined },
    'a kty of one kind and members of another': { ...ec, kty: 'RSA' },
    'a point off the curve': { ...ec, y: ec.x },
    'the point at infinity': { ...ec, x: bytes(32, 0), y: bytes(32, 0) },
    'a coordinate too large': { ...ec, x: bytes(32, 255) },
    'a coordinate too short': { ...ec, x: bytes(31, 1) },
    'an Ed25519 key too short': { ...okp, x: bytes(31, 1) },
    'an Ed25519 key too long': { ...okp, x: bytes(33, 1) },
    'no member': { kty: 'OKP', crv: 'Ed25519' },
    'a member that is a number': { ...ec, x: 5 },
    'a member that is empty': { ...ec, x: '' },
    'a member in the other alphabet': { ...okp, x: '+/+/' },
    'RSA of 512 bits': rsaOf(512),
    'RSA of 2047 bits': { ...rsa, n: bytes(256, 127) },
    'RSA of 0 bits': { ...rsa, n: 'AA' },
    'RSA of 8192 bits': { ...rsa, n: bytes(1024, 255) },
    'RSA of 4104 bits': { ...rsa, n: bytes(513, 255) },
    'e = 1': { ...rsa, e: 'AQ' },
    'e = 3': { ...rsa, e: 'Aw' },
    'e = 0': { ...rsa, e: 'AA' },
    'an even e': { ...rsa, e: 'AQAC' },
    'an e as long as n': { ...rsa, e: bytes(256, 255) },
    'an even n': { ...rsa, n: bytes(256, 254) },
    'the use enc': { ...rsa, use: 'enc' },
    'a use that is no text': { ...rsa, use: ['sig'] },
    'another alg of the same key': { ...rsa, alg: 'PS256' },
    'a symmetric alg': { ...rsa, alg: 'HS256' },
    'the alg none': { ...rsa, alg: 'none' },
    'an alg of another key': { ...ec, alg: 'EdDSA' },
    'key_ops to sign': { ...rsa, key_ops: ['sign', 'verify'] },
    'key_ops that is no list': { ...rsa, key_ops: 'verify' },
    x5u: { ...rsa, x5u: 'http://127.0.0.1/' },
    jku: { ...rsa, jku: 'http://169.254.169.254/' },
    x5c: { ...rsa, x5c: ['MIIB'] },
    x5t: { ...rsa, x5t: 'x' },
  };

  test.each(Object.entries(cases))('%s', (_, jwk) => {
    expect(refusal(JSON.stringify(jwk))).toEqual(['public_key']);
  });

  test.each([
    ['no JSON', '{'],
    ['a PEM', rsaPair.publicKey.export({ format: 'pem', type: 'spki' }).toString()],
    ['nothing but a space', ' '],
    ['a megabyte', JSON.stringify({ ...rsa, note: 'x'.repeat(1_000_000) })],
    ['10,000 levels', '['.repeat(10_000)],
    ['NUL', '\0'],
  ])('%s', (_, text) => {
    expect(refusal(text)).toEqual(['public_key']);
  });

  test('without echoing what is secret', () => {
    const jwk = rsaPair.privateKey.export({ format: 'jwk' });
    try {
      registerPublicKey(JSON.stringify(jwk));
      expect.unreachable();
    } catch (error) {
      const shown = JSON.stringify([error, String(error), error instanceof FrontierError && error.violations]);
      expect(shown).toContain('`d`');
      for (const value of [jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi]) expect(shown).not.toContain(value);
    }
  });
});

/** The fields that the error names. */
function refusal(text: string): readonly string[] {
  try {
    registerPublicKey(text);
  } catch (error) {
    if (error instanceof FrontierError && error.code === 'invalid_argument')
      return error.violations.map(({ field }) => field);
    throw error;
  }
  return [];
}
