// Whatever breaks, no replica takes a token later than it may after its revocation was acknowledged. Each case once; `revocation/main.ts` runs them many times.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPostgresDatabase } from '../support/postgres.js';
import { hasRedis } from '../support/redis.js';
import { seeded } from '../support/seeded.js';
import { CASES } from './revocation/cases.js';
import { watch } from './revocation/watch.js';
import { openWorld, type World } from './revocation/world.js';

const SEED = 5;

describe.runIf(hasRedis())('three replicas as processes', () => {
  let world: World;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = await createPostgresDatabase();
    drop = database.drop;
    world = await openWorld(database.url);
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    await drop();
  }, 60_000);

  test.each(CASES)('$name', { timeout: 120_000 }, async ({ break: fault }) => {
    const { problems, acknowledged } = await watch(world, seeded(SEED), () => fault(world, false));
    expect(problems).toEqual([]);
    expect(acknowledged).toBeGreaterThan(0);
  });
});
