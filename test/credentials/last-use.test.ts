// When credentials were last used: told in lists after at most a minute, never in the way of a call, never moved back.
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { createLastUse, verifySecret } from '../../src/credentials/index.js';
import { selfSigned } from '../authn/support.js';
import { bearer, testCall, testMeta } from './call.js';
import { type House, openHouse, request, tokensDeps } from './house.js';

let house: House;
let id: string;
beforeAll(async () => {
  house = await openHouse();
});
beforeEach(async () => {
  id = await house.serviceUser(await house.organization());
});

const call = () => testCall({}, house.caller);

test('of secrets, keys and API tokens, once it is flushed', async () => {
  const [secret, token] = [await house.secret(id), await house.token(id)];
  const key = await house.key(id, { algorithm: 'ES256' });
  const signed = await selfSigned(house, { ...key, algorithm: 'ES256' }, { claims: { sub: id } });
  house.clock.advance(5_000);
  const used = Math.floor(house.clock.now() / 1000);
  await verifySecret(house.credentials, { clientId: secret.id, readings: [secret.secret] });
  await house.authenticate(testMeta(bearer(token.token)));
  await house.authenticate(testMeta(bearer(signed)));
  const times = async () => {
    const [{ secrets }, { keys }, { tokens }] = await Promise.all([
      house.rpc.listSecrets(request({ id }), call()),
      house.rpc.listKeys(request({ id }), call()),
      house.rpc.listTokens(request({ id }), call()),
    ]);
    return [secrets, keys, tokens].map((list) => list?.[0]?.lastUsedAt?.seconds);
  };
  expect(await times()).toEqual([undefined, undefined, undefined]);
  await house.credentials.lastUse.flush();
  expect(await times()).toEqual(Array(3).fill(BigInt(used)));
});

test('what is refused is not used', async () => {
  const secret = await house.secret(id);
  await expect(async () =>
    verifySecret(house.credentials, { clientId: secret.id, readings: ['wrong'] }),
  ).rejects.toThrow();
  await house.credentials.lastUse.flush();
  const { secrets } = await house.rpc.listSecrets(request({ id }), call());
  expect(secrets?.[0]?.lastUsedAt).toBeUndefined();
});

test('a store that fails fails no call, and is given the same again', async () => {
  const errors: unknown[] = [];
  const written: string[] = [];
  let fails = true;
  const lastUse = createLastUse({
    clock: house.clock,
    onError: (error) => errors.push(error),
    store: {
      record: async (uses) => {
        if (fails) throw new Error('away');
        written.push(...uses.map((use) => `${use.kind} ${use.id}`));
      },
    },
  });
  const token = await house.token(id);
  const { authenticate } = tokensDeps({ ...house.credentials, lastUse }, house.keyring);
  await authenticate(testMeta(bearer(token.token)));
  await lastUse.flush();
  expect(errors).toHaveLength(1);
  fails = false;
  await lastUse.stop();
  await lastUse.stop();
  expect(written).toEqual([`api_token ${token.id}`]);
});

test('never goes back', async () => {
  const secret = await house.secret(id);
  const { lastUses } = house.credentials;
  for (const at of [2_000_000, 1_000_000]) await lastUses.record([{ id: secret.id, kind: 'secret', at }]);
  const { secrets } = await house.rpc.listSecrets(request({ id }), call());
  expect(secrets?.[0]?.lastUsedAt?.seconds).toBe(2_000n);
});
