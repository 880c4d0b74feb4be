// A replica that has not heard for too long says so, asks, or refuses; it never takes a token for good.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDecisions, sqlDecisionStore } from '../../src/decisions/index.js';
import { systemRandom } from '../../src/kernel/random.js';
import { keepRevocations, sqlRevocationStore } from '../../src/revocation/index.js';
import type { Database } from '../../src/storage/index.js';
import { type TestClock, testClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { claims } from './tokens.js';

let db: Database;
let clock: TestClock;
let kept: Awaited<ReturnType<typeof keepRevocations>>;
let said: string[];
/** The database, as far as the replica can tell. */
let answers: boolean;

beforeEach(async () => {
  db = await testDatabase();
  clock = testClock();
  said = [];
  answers = true;
  const store = sqlDecisionStore(db);
  const changesSince: typeof store.changesSince = (revision) =>
    answers ? store.changesSince(revision) : Promise.reject(new Error('gone'));
  // Nobody polls: the replica hears when it asks.
  const { feed } = await createDecisions({ ...store, changesSince }, 10_000, clock);
  const onError = (message: string) => void said.push(message);
  const given = { store: sqlRevocationStore(db), maxStalenessSeconds: 2, onOutage: 'closed' as const };
  kept = await keepRevocations({ ...given, feed, clock, random: systemRandom, onError });
});
afterEach(() => kept.stop());

test('within the bound it answers from memory, past it it asks before it answers', async () => {
  const token = claims();
  clock.advance(2_000);
  expect(kept.revocations.covers(token)).toBe(false);
  // By someone whose writes this replica is not told of.
  await sqlRevocationStore(db.withoutPlugins()).record({ kind: 'token', key: token.jti, cause: 'test' });
  clock.advance(1);
  expect(await kept.revocations.covers(token)).toBe(true);
  expect(kept.revocations.covers(claims())).toBe(false);
});

test('when nobody answers, calls with tokens are unavailable, those of tokens known to be revoked are refused', async () => {
  const token = claims();
  await kept.revocations.covers(token);
  await sqlRevocationStore(db).record({ kind: 'token', key: token.jti, cause: 'test' });
  clock.advance(3_000);
  expect(await kept.revocations.covers(token)).toBe(true);
  answers = false;
  clock.advance(3_000);
  kept.gate.look();
  expect(kept.gate.isOpen()).toBe(false);
  await expect(kept.revocations.covers(claims())).rejects.toMatchObject({
    code: 'unavailable',
    reason: 'REVOCATIONS_UNKNOWN',
    retryAfter: 1,
  });
  expect(kept.revocations.covers(token)).toBe(true);
  clock.advance(5_000);
  answers = true;
  expect(await kept.revocations.covers(claims())).toBe(false);
  kept.gate.look();
  expect([kept.gate.isOpen(), kept.gate.periods(), kept.gate.closedFor()]).toEqual([true, 1, 5_000]);
  expect(said).toHaveLength(2);
});
