// RFC 7638: the kid of every signing key is its JWK thumbprint.
import { createHash, createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { expect, test } from 'vitest';
import { type AlgorithmName, algorithmNamed, publicJwk } from '../../src/signing/index.js';
import { thumbprint } from '../../src/signing/jwk.js';

/** RFC 7638 §3.1. */
const EXAMPLE = {
  kty: 'RSA',
  n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  e: 'AQAB',
};

const ALGORITHMS: readonly [AlgorithmName, readonly string[]][] = [
  ['RS256', ['e', 'kty', 'n']],
  ['ES256', ['crv', 'kty', 'x', 'y']],
  ['EdDSA', ['crv', 'kty', 'x']],
];

test('§3.1 the example has the thumbprint that the RFC says', async () => {
  expect(await thumbprint(EXAMPLE)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
});

test.each(ALGORITHMS)('§3.2, RFC 8037 §2 a key of %s: the required members %j and no other', async (name, members) => {
  const jwk = publicJwk((await algorithmNamed(name).generate()).publicKey);
  expect(Object.keys(jwk).sort()).toEqual([...members].sort());
  const noisy = { ...jwk, alg: name, use: 'sig', kid: 'other', key_ops: ['verify'] };
  expect(await thumbprint(noisy)).toBe(await thumbprint(jwk));
});

test.each(ALGORITHMS)(
  '§3, §3.3 a key of %s: SHA-256 of those members in lexical order, no white space',
  async (name, members) => {
    const jwk: Record<string, unknown> = { ...publicJwk((await algorithmNamed(name).generate()).privateKey) };
    const json = `{${members.map((member) => `"${member}":"${jwk[member]}"`).join(',')}}`;
    const expected = createHash('sha256').update(json).digest('base64url');
    expect(await thumbprint(publicJwk(createPublicKey({ key: jwk, format: 'jwk' })))).toBe(expected);
    expect(await calculateJwkThumbprint(jwk)).toBe(expected);
  },
);

test('§3.4 base64url without padding: 43 characters', async () => {
  expect(await thumbprint(EXAMPLE)).toMatch(/^[\w-]{43}$/);
});
