// RFC 7517: the set of signing keys, on the wire, while keys of every algorithm are in it.
import { createPublicKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { calculateJwkThumbprint, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createJwks, loadKeyring, rotateKeys } from '../../src/signing/index.js';
import { createJwksDoor } from '../../src/transport/jwks/jwks-door.js';
import { HOUR, testSigning, withAlgorithm } from '../signing/signing.js';
import { testDatabase } from '../support/database.js';

/** RFC 7518 §6.2.2, §6.3.2, §6.4.1, RFC 8037 §2. */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const POINTERS = ['x5u', 'x5c', 'x5t', 'x5t#S256', 'jku'];

type Jwk = Readonly<Record<string, string>>;

let server: Server;
let contentType: string | null;
let body: string;
let keys: readonly Jwk[];

beforeAll(async () => {
  const deps = testSigning(await testDatabase());
  await loadKeyring(withAlgorithm(deps, 'RS256'));
  await rotateKeys(withAlgorithm(deps, 'ES256'));
  deps.clock.advance(HOUR);
  await rotateKeys(withAlgorithm(deps, 'EdDSA'));
  const door = createJwksDoor(createJwks(await loadKeyring(deps)));
  server = createServer((request, response) => door.serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`);
  contentType = response.headers.get('content-type');
  body = await response.text();
  ({ keys } = JSON.parse(body));
});
afterAll(() => server.close());

test('§8.5.2 its media type is application/jwk-set+json', () => expect(contentType).toBe('application/jwk-set+json'));

test('§5 a JSON object whose names are different, with the member keys', () => {
  expect(Object.keys(JSON.parse(body))).toEqual(['keys']);
});

test('§5.1 the values of keys: the retiring, the current and the next one', () => {
  expect(keys.map(({ kty }) => kty)).toEqual(['RSA', 'EC', 'OKP']);
});

test('§4.1 kty, §4.2 use, §4.4 alg in every one, as registered', () => {
  expect(keys.map(({ kty, crv, use, alg }) => [kty, crv, use, alg])).toEqual([
    ['RSA', undefined, 'sig', 'RS256'],
    ['EC', 'P-256', 'sig', 'ES256'],
    ['OKP', 'Ed25519', 'sig', 'EdDSA'],
  ]);
});

test('§4.5 kid: different ones, each the thumbprint of its key', async () => {
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length);
  for (const key of keys) expect(key['kid']).toBe(await calculateJwkThumbprint(key));
});

describe('§9.3 private members are not in it', () => {
  test.each([...PRIVATE, ...POINTERS])('%s', (member) => {
    for (const key of keys) expect(Object.keys(key)).not.toContain(member);
  });

  test('nor anything else that is not asked for', () => {
    expect(keys.map((key) => Object.keys(key).sort().join())).toEqual([
      'alg,e,kid,kty,n,use',
      'alg,crv,kid,kty,use,x,y',
      'alg,crv,kid,kty,use,x',
    ]);
  });
});

test('RFC 7518 §6, RFC 8037 §2 every one makes a key that can only verify', async () => {
  for (const key of keys) {
    expect(createPublicKey({ key, format: 'jwk' }).type).toBe('public');
    expect(await importJWK(key)).toMatchObject({ type: 'public', usages: ['verify'] });
  }
});

test('RFC 7518 §6.3.1.2 RSA: a modulus of 2048 bits without a leading zero, the exponent 65537', () => {
  const rsa = keys.find(({ kty }) => kty === 'RSA');
  expect(Buffer.from(rsa?.['n'] ?? '', 'base64url').length * 8).toBe(2048);
  expect(rsa?.['e']).toBe('AQAB');
});
