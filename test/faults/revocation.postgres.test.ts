// Whatever breaks, no replica takes a token later than it may after its revocation was acknowledged. Each case once; `revocation/main.ts` runs them many times.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis } from '../support/redis.js';
import { seeded } from '../support/seeded.js';
import { postgresBinaries } from '../support/servers.js';
import { CASES } from './revocation/cases.js';
import { watch } from './revocation/watch.js';
import { openWorld, type World } from './revocation/world.js';

const SEED = 5;

describe.runIf(hasRedis() && postgresBinaries() !== undefined)('three replicas as processes', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ maxStalenessSeconds: 1 });
  }, 120_000);
  afterAll(() => world.stop(), 60_000);

  test.each(CASES)('$name', { timeout: 120_000 }, async ({ break: fault }) => {
    const random = seeded(SEED);
    const { problems, acknowledged } = await watch(world, {
      random,
      pauseMs: 60,
      fault: () => fault(world, { long: false, random }),
    });
    expect(problems).toEqual([]);
    expect(acknowledged).toBeGreaterThan(0);
  });
});
