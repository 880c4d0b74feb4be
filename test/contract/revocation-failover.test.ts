// When the Redis that carries revocations is replaced by its replica: nothing is lost, and it is carried on by the new one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redisSentinel } from '../revocation/implementations.js';
import type { Replica } from '../revocation/replica.js';
import { claims } from '../revocation/tokens.js';
import { testDatabase } from '../support/database.js';
import { hasRedis } from '../support/redis.js';

const SOON = { timeout: 20_000, interval: 20 };
const EXP = Math.floor(Date.UTC(2100, 0, 1) / 1000);

describe.runIf(hasRedis())('behind a sentinel', () => {
  let sentinel: Awaited<ReturnType<typeof redisSentinel>>;
  let here: Replica;
  let there: Replica;

  beforeAll(async () => {
    sentinel = await redisSentinel();
    const db = await testDatabase();
    here = await sentinel.open(db);
    there = await sentinel.open(db);
  });
  afterAll(async () => {
    for (const replica of [here, there]) await replica.stop();
    await sentinel.close();
  });

  async function revoke() {
    const token = claims();
    await here.store.record({ kind: 'token', key: token.jti, exp: EXP, cause: 'test' });
    return token;
  }

  test('what was revoked before, meanwhile and after is refused everywhere', { timeout: 60_000 }, async () => {
    const before = await revoke();
    await expect.poll(() => there.revocations.covers(before), SOON).toBe(true);
    const resyncs = there.following?.resyncs() ?? 0;
    await sentinel.killMaster();
    const meanwhile = await revoke();
    expect(here.revocations.covers(meanwhile)).toBe(true);
    await expect.poll(() => there.following?.resyncs(), SOON).toBeGreaterThan(resyncs);
    await expect.poll(() => there.following?.age(), SOON).toBeLessThan(1_000);
    const after = await revoke();
    for (const token of [before, meanwhile, after])
      await expect.poll(() => there.revocations.covers(token), SOON).toBe(true);
    // Whatever the old master did not take, the new one has.
    await expect.poll(() => here.store.countUnpublished(), SOON).toBe(0);
  });
});
