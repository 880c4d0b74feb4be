// The soak in its short form: replicas as processes on one Postgres, one of which is killed, and no check that contradicts a write.
import { expect, onTestFinished, test } from 'vitest';
import { FULL_SOAK } from '../soak/options.js';
import { soak } from '../soak/soak.js';
import { createPostgresDatabase } from '../support/postgres.js';

const SHORT = { ...FULL_SOAK, seconds: 4, checks: 1_000, roundSeconds: 2, writers: 3, checkers: 8 };

test('no check contradicts a state at or after its token, whatever breaks', { timeout: 180_000 }, async () => {
  const database = await createPostgresDatabase();
  onTestFinished(database.drop);
  const result = await soak(database.url, { ...SHORT, faults: ['kill', 'connections'], faultSeconds: 0.7 });
  expect(result.problems).toEqual([]);
  expect(result.counts.checks).toBeGreaterThanOrEqual(SHORT.checks);
  expect(result.counts.writes).toBeGreaterThan(0);
  expect(result.counts.enemies).toBeGreaterThan(0);
  expect(result.counts.faults).toBeGreaterThan(0);
});
