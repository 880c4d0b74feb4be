// Keys: generated with the private half shown once, or registered; published to anyone while they count.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testCall } from './call.js';
import { type House, openHouse, request, uuid } from './house.js';

let house: House;
let org: string;
let id: string;
beforeAll(async () => {
  house = await openHouse();
  org = await house.organization();
});
beforeEach(async () => {
  id = await house.serviceUser(org);
});

const call = () => testCall({}, house.caller);
const create = (fields: object) => house.rpc.createKey(request({ id, ...fields }), call());
const get = async (keyId: string, owner = id) => house.rpc.getKey(request({ id: owner, keyId }), testCall());
const limit = { code: 'failed_precondition', reason: 'CREDENTIAL_LIMIT_REACHED' };
const missing = { code: 'not_found', message: 'key not found' };

describe('CreateKey', () => {
  test.each([
    ['', 'RS256', 'sv_rsa', { kty: 'RSA' }],
    ['RS256', 'RS256', 'sv_rsa', { kty: 'RSA' }],
    ['ES256', 'ES256', 'sv_ec', { kty: 'EC', crv: 'P-256' }],
    ['EdDSA', 'EdDSA', 'sv_okp', { kty: 'OKP', crv: 'Ed25519' }],
  ])('of %j makes a key pair for %s', async (algorithm, alg, type, shape) => {
    const { key, revision } = await create({ algorithm });
    expect(key).toMatchObject({ type, principalId: id });
    expect(revision).toMatch(/^\d{16}$/);
    expect(key?.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    const { keys } = await get(String(key?.kid));
    expect(keys).toEqual([expect.objectContaining({ ...shape, alg, use: 'sig', kid: key?.kid })]);
    const ours = createPublicKey(createPrivateKey(String(key?.privateKey))).export({ format: 'jwk' });
    expect(keys?.[0]).toMatchObject(ours);
  });

  test.each(['rs256', 'HS256', 'none', 'PS256', 'RS512', '\0', 'x'.repeat(10_000)])(
    'refuses the algorithm %j',
    async (algorithm) => {
      await expect(create({ algorithm })).rejects.toMatchObject({
        code: 'invalid_argument',
        violations: [{ field: 'algorithm' }],
      });
    },
  );

  test('registers a public key, and answers no private one', async () => {
    const jwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    const { key } = await create({ publicKey: JSON.stringify({ ...jwk, kid: 'my own', use: 'sig' }), title: 't' });
    expect(key).toMatchObject({ type: 'sv_okp', principalId: id, privateKey: '' });
    const { keys } = await get(String(key?.kid));
    expect(keys).toEqual([{ ...jwk, alg: 'EdDSA', use: 'sig', kid: key?.kid }]);
  });

  test('refuses an algorithm that is not the registered key’s', async () => {
    const publicKey = JSON.stringify(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }));
    await expect(create({ publicKey, algorithm: 'RS256' })).rejects.toMatchObject({
      violations: [{ field: 'algorithm' }],
    });
    await expect(create({ publicKey, algorithm: 'EdDSA' })).resolves.toBeDefined();
  });

  test('allows ten live ones, of many at once too', async () => {
    const made = await Promise.allSettled(Array.from({ length: 20 }, () => create({ algorithm: 'EdDSA' })));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    await expect(create({ algorithm: 'EdDSA' })).rejects.toMatchObject(limit);
    await expect(house.secret(id)).resolves.toBeDefined();
  });

  test('leaves the event loop alone meanwhile', async () => {
    let turns = 0;
    const spin = setInterval(() => {
      turns += 1;
    }, 1);
    await house.key(id);
    clearInterval(spin);
    expect(turns).toBeGreaterThan(3);
  });
});

describe('listing', () => {
  test('shows keys by creation as JWK sets of public members, and no secrets', async () => {
    const first = await house.key(id, { algorithm: 'ES256', title: 'first' });
    house.clock.advance(1);
    const second = await house.key(id, { algorithm: 'EdDSA', title: 'second' });
    await house.secret(id);
    const { keys } = await house.rpc.listKeys(request({ id }), call());
    expect(keys?.map((key) => [key.id, key.title, key.principalId])).toEqual([
      [first.kid, 'first', id],
      [second.kid, 'second', id],
    ]);
    const sets = keys?.map((key) => JSON.parse(String(key.publicKey)));
    expect(sets?.map((set) => Object.keys(set.keys[0]).sort().join())).toEqual([
      'alg,crv,kid,kty,use,x,y',
      'alg,crv,kid,kty,use,x',
    ]);
    expect(sets?.[0]).toEqual(await get(first.kid));
  });
});

describe('GetKey', () => {
  test('a key of another service user, a secret or an unknown id is not_found', async () => {
    const other = await house.serviceUser(org);
    const foreign = await house.key(other, { algorithm: 'EdDSA' });
    const secret = await house.secret(id);
    for (const keyId of [foreign.kid, secret.id, uuid()]) {
      await expect(get(keyId)).rejects.toMatchObject(missing);
      await expect(house.rpc.deleteKey(request({ id, keyId }), call())).rejects.toMatchObject(missing);
    }
    await expect(get(foreign.kid, other)).resolves.toBeDefined();
  });

  test.each(['', 'x', '../../etc/passwd', uuid().toUpperCase(), '\0', 'x'.repeat(10_000)])(
    'refuses the id %#',
    async (keyId) => {
      await expect(get(keyId)).rejects.toMatchObject({ code: 'invalid_argument', violations: [{ field: 'key_id' }] });
      await expect(get(uuid(), keyId)).rejects.toMatchObject({ violations: [{ field: 'id' }] });
    },
  );

  test('an expired key, one of a disabled service user or organization, and a deleted one is not_found', async () => {
    const expiresAt = { seconds: BigInt(Math.floor(house.clock.now() / 1000) + 60), nanos: 0 };
    const [key, expiring] = [
      await house.key(id, { algorithm: 'EdDSA' }),
      await house.key(id, { algorithm: 'EdDSA', expiresAt }),
    ];
    await expect(get(expiring.kid)).resolves.toBeDefined();
    house.clock.advance(60_000);
    await expect(get(expiring.kid)).rejects.toMatchObject(missing);

    await house.rpc.disableServiceUser(request({ id }), call());
    await expect(get(key.kid)).rejects.toMatchObject(missing);
    await house.rpc.enableServiceUser(request({ id }), call());
    await expect(get(key.kid)).resolves.toBeDefined();

    await house.db.updateTable('organizations').set({ state: 'disabled' }).where('id', '=', org).execute();
    await expect(get(key.kid)).rejects.toMatchObject(missing);
    await house.db.updateTable('organizations').set({ state: 'enabled' }).where('id', '=', org).execute();

    await house.rpc.deleteKey(request({ id, keyId: key.kid }), call());
    await expect(get(key.kid)).rejects.toMatchObject(missing);
  });
});
