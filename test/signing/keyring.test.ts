// The keyring makes one key and keeps it, and refuses to go on with keys that are not its own.
import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { systemRandom } from '../../src/kernel/random.js';
import { Redacted } from '../../src/kernel/redacted.js';
import {
  type AlgorithmName,
  algorithmNamed,
  createJwks,
  deriveKey,
  loadKeyring,
  parseJws,
  publicJwk,
  type SigningDeps,
  type SigningKeyState,
  verifyJws,
} from '../../src/signing/index.js';
import { seal } from '../../src/signing/seal.js';
import type { Database } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { HOUR, MASTER_KEY, testSigning, withAlgorithm } from './signing.js';

const sealing = { key: deriveKey(MASTER_KEY, 'seal signing keys'), random: systemRandom };

let db: Database;
let deps: SigningDeps;
beforeEach(async () => {
  db = await testDatabase();
  deps = testSigning(db);
});

function rows() {
  return db.selectFrom('signing_keys').selectAll().execute();
}

/** A key in the database, sealed under our master key unless told otherwise. */
async function plant(state: SigningKeyState, more: object = {}) {
  const { privateKey } = await algorithmNamed('ES256').generate();
  const jwk = publicJwk(privateKey);
  const kid = await calculateJwkThumbprint({ ...jwk });
  const sealed = seal(sealing, privateKey.export({ format: 'der', type: 'pkcs8' }), { kid, algorithm: 'ES256' });
  const row = { kid, algorithm: 'ES256', public_jwk: JSON.stringify(jwk), sealed, seal_key_id: sealing.key.id };
  const now = deps.clock.now();
  const times = { activates_at: new Date(now + ACTIVE[state]), ...(state !== 'current' && { retires_at: LATER }) };
  const retired = { retired_at: state === 'retired' ? new Date(now) : null };
  await db
    .insertInto('signing_keys')
    .values({ ...row, created_at: new Date(now), ...times, ...retired, ...more })
    .execute();
  return { kid, privateKey };
}

/** From now on. */
const ACTIVE = { next: HOUR, current: 0, retiring: -HOUR, retired: -2 * HOUR };
const LATER = new Date(Date.UTC(2040, 0, 1));

describe('the first start', () => {
  test.each<AlgorithmName>(['RS256', 'ES256', 'EdDSA'])('makes a key of %s that signs and verifies', async (name) => {
    const key = (await loadKeyring(withAlgorithm(deps, name))).current();
    const token = await new SignJWT({}).setProtectedHeader({ alg: name, kid: key.kid }).sign(key.privateKey);
    const jws = parseJws(token);
    expect(jws !== undefined && verifyJws(jws, key)).toBe(true);
  });

  test('makes RSA of 2048 bits, its kid the thumbprint', async () => {
    const { kid, algorithm, publicKey, privateKey } = (await loadKeyring(withAlgorithm(deps, 'RS256'))).current();
    expect(algorithm.name).toBe('RS256');
    expect(publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65_537n });
    expect(kid).toBe(await calculateJwkThumbprint({ ...publicJwk(publicKey) }));
    expect(privateKey.extractable).toBe(false);
  });

  test('tells the feed', async () => {
    const { kid } = (await loadKeyring(deps)).current();
    const told = await db.selectFrom('changes').selectAll().where('kind', '=', 'signing_key').execute();
    expect(told.map(({ key }) => key)).toContain(kid);
  });

  test('of 64 replicas at once makes one key', async () => {
    const keyrings = await Promise.all(Array.from({ length: 64 }, () => loadKeyring(deps)));
    expect(await rows()).toHaveLength(1);
    expect(new Set(keyrings.map((keyring) => keyring.current().kid)).size).toBe(1);
  });

  test('stores no private key in clear', async () => {
    await loadKeyring(deps);
    const [row] = await rows();
    expect(Object.keys(row?.public_jwk ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y']);
    expect(() => createPublicKey({ key: Buffer.from(row?.sealed ?? []), format: 'der', type: 'spki' })).toThrow();
  });
});

describe('a later start', () => {
  test('finds the same key, whatever algorithm is asked for', async () => {
    const first = await loadKeyring(withAlgorithm(deps, 'EdDSA'));
    const second = await loadKeyring(deps);
    expect(second.current().kid).toBe(first.current().kid);
    expect(await rows()).toHaveLength(1);
  });

  test('knows every key but the retired ones, and signs with the current one', async () => {
    const [older, current, retiring, retired] = await Promise.all([
      plant('retiring'),
      plant('current'),
      plant('retiring'),
      plant('retired'),
    ]);
    const keyring = await loadKeyring(deps);
    expect(keyring.current().kid).toBe(current.kid);
    expect(new Set(keyring.all().map(({ kid }) => kid))).toEqual(new Set([older.kid, current.kid, retiring.kid]));
    expect(await keyring.find(retired.kid)).toBeUndefined();
    expect(createJwks(keyring)().keys).toHaveLength(3);
  });

  test('makes a first key beside keys that only verify', async () => {
    const { kid } = await plant('retiring');
    const keyring = await loadKeyring(withAlgorithm(deps, 'EdDSA'));
    expect(keyring.find(kid)).toBeDefined();
    expect(keyring.current().kid).not.toBe(kid);
  });

  test.each(['nothing', '__proto__', 'constructor', '', null, 7, ['x'], undefined])(
    'finds no key for %j',
    async (kid) => {
      expect((await loadKeyring(deps)).find(kid)).toBeUndefined();
    },
  );
});

describe('refuses to start', () => {
  test('under another master key, and says what to set', async () => {
    await loadKeyring(deps);
    const other = { ...deps, masterKey: new Redacted(systemRandom.bytes(32)) };
    await expect(loadKeyring(other)).rejects.toMatchObject({
      reason: 'SIGNING_KEY_UNREADABLE',
      message: expect.stringContaining('FRONTIER_MASTER_KEY'),
    });
    expect(await rows()).toHaveLength(1);
  });

  test.each(['current', 'retiring', 'next'] as const)(
    'with a %s key that somebody wrote into the database',
    async (state) => {
      const { privateKey } = await algorithmNamed('ES256').generate();
      const jwk = publicJwk(privateKey);
      const foreign = { key: deriveKey(new Redacted(Buffer.alloc(32)), 'seal signing keys'), random: systemRandom };
      const kid = await calculateJwkThumbprint({ ...jwk });
      const sealed = seal(foreign, privateKey.export({ format: 'der', type: 'pkcs8' }), { kid, algorithm: 'ES256' });
      if (state !== 'current') await plant('current');
      await plant(state, { kid, public_jwk: JSON.stringify(jwk), sealed, seal_key_id: sealing.key.id });
      await expect(loadKeyring(deps)).rejects.toMatchObject({ reason: 'SIGNING_KEY_UNREADABLE' });
    },
  );

  test('with an algorithm changed in the database', async () => {
    await plant('current');
    await db.updateTable('signing_keys').set({ algorithm: 'RS256' }).execute();
    await expect(loadKeyring(deps)).rejects.toMatchObject({ reason: 'SIGNING_KEY_UNREADABLE' });
  });

  test('with sealed keys exchanged between two rows', async () => {
    const [a, b] = [await plant('current'), await plant('retiring')];
    const sealedOf = new Map((await rows()).map(({ kid, sealed }) => [kid, Buffer.from(sealed)]));
    for (const [to, from] of [
      [a.kid, b.kid],
      [b.kid, a.kid],
    ] as const)
      await db
        .updateTable('signing_keys')
        .set({ sealed: sealedOf.get(from) ?? Buffer.alloc(0) })
        .where('kid', '=', to)
        .execute();
    await expect(loadKeyring(deps)).rejects.toMatchObject({ reason: 'SIGNING_KEY_UNREADABLE' });
  });
});

test('what the database says is public is not believed: the public key comes out of the sealed one', async () => {
  const { kid } = await plant('current');
  const other = publicJwk((await algorithmNamed('ES256').generate()).publicKey);
  await db
    .updateTable('signing_keys')
    .set({ public_jwk: JSON.stringify(other) })
    .execute();
  const keyring = await loadKeyring(deps);
  expect(await calculateJwkThumbprint({ ...publicJwk(keyring.current().publicKey) })).toBe(kid);
});

test('the set of keys shows public members, use, alg and kid, and nothing else', async () => {
  await plant('retiring');
  await plant('retiring');
  const keyring = await loadKeyring(withAlgorithm(deps, 'RS256'));
  const { keys } = createJwks(keyring)();
  expect(keys.map((key) => Object.keys(key).sort().join())).toEqual([
    'alg,crv,kid,kty,use,x,y',
    'alg,crv,kid,kty,use,x,y',
    'alg,e,kid,kty,n,use',
  ]);
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(3);
  expect(keys.at(-1)).toMatchObject({ kty: 'RSA', alg: 'RS256', use: 'sig' });
});
