// Trimming the change feed: what is old or too much goes, whole revisions at a time, and followers stay right.
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDecisions } from '../../src/decisions/decisions.js';
import { type ChangeTrimmer, type Kept, trimChanges } from '../../src/decisions/feed/trim-changes.js';
import { sqlChangeTrimmer } from '../../src/decisions/feed/trim-changes-sql.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import { type Database, newestRevision, write } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';

const HOUR = 3_600_000;
const ALL: Kept = { milliseconds: HOUR, rows: 1_000_000 };

let db: Database;
let trimmer: ChangeTrimmer;
beforeEach(async () => {
  db = await testDatabase();
  // What seeding wrote is not to be counted.
  await change();
  await sql`delete from changes where revision < (select max(revision) from changes)`.execute(db);
  trimmer = sqlChangeTrimmer(db);
});

function keyOf(index: number): string {
  return `app/user:00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** A revision of so many changes. */
async function change(changes = 1): Promise<number> {
  const { revision } = await write(db, async ({ changed }) => {
    for (let index = 0; index < changes; index += 1) changed('object', keyOf(index));
  });
  return Number(revision);
}

async function age(upTo: number, milliseconds: number): Promise<void> {
  await sql`update changes set created_at = created_at - ${milliseconds} * interval '1 millisecond'
    where revision <= ${upTo}`.execute(db);
}

/** Each revision as often as it has changes. */
async function kept(): Promise<readonly number[]> {
  const rows = await db.selectFrom('changes').select('revision').orderBy('revision').execute();
  return rows.map(({ revision }) => Number(revision));
}

const trim = (options: { kept?: Kept; batchRows?: number } = {}) =>
  trimChanges(trimmer, { goOn: () => true, kept: ALL, ...options });

test('what is old goes, the rest stays', async () => {
  const [old, fresh] = [await change(3), await change(2)];
  await age(old, 2 * HOUR);
  expect(await trim()).toBe(4);
  expect(await kept()).toEqual([fresh, fresh]);
  expect(await trim()).toBe(0);
});

test('the newest revision stays, however old', async () => {
  await change();
  const newest = await change(2);
  await age(newest, 2 * HOUR);
  await trim();
  expect(await kept()).toEqual([newest, newest]);
  expect(Number(await newestRevision(db))).toBe(newest);
});

test('of very many the newest stay', async () => {
  const revisions = [await change(), await change(), await change(), await change()];
  await trim({ kept: { ...ALL, rows: 2 } });
  expect(await kept()).toEqual(revisions.slice(2));
});

test('a revision goes whole, even when it is more than a batch', async () => {
  await change(10);
  const last = await change();
  await age(last, 2 * HOUR);
  const sizes: number[] = [];
  const watched: ChangeTrimmer = {
    ...trimmer,
    trim: async (revision, rows) => {
      const removed = await trimmer.trim(revision, rows);
      sizes.push(removed);
      return removed;
    },
  };
  await trimChanges(watched, { goOn: () => true, kept: ALL, batchRows: 3 });
  expect(sizes).toEqual([11, 0]);
});

test('batch by batch, until told to stop', async () => {
  await Promise.all([change(), change(), change()]);
  const last = await change();
  await age(last, 2 * HOUR);
  let batches = 2;
  const goOn = () => {
    batches -= 1;
    return batches >= 0;
  };
  expect(await trimChanges(trimmer, { goOn, kept: ALL, batchRows: 1 })).toBe(2);
  expect(await kept()).toHaveLength(3);
});

describe('a follower', () => {
  test('that has seen what went goes on as before', async () => {
    const seen = await change();
    const decisions = await createDecisions(sqlDecisionStore(db), 10_000);
    await decisions.feed.load({ ...NOTHING, objects: [keyOf(0)] });
    await change();
    await age(seen, 2 * HOUR);
    await trim();
    const cleared = watch(decisions);
    await decisions.feed.catchUp();
    expect(cleared()).toBe(false);
    expect(decisions.maps.object(keyOf(0))).toBeUndefined();
  });

  test('that has not starts clean', async () => {
    const decisions = await createDecisions(sqlDecisionStore(db), 10_000);
    await decisions.feed.load({ ...NOTHING, objects: [keyOf(9)] });
    const missed = await change();
    const newest = await change();
    await age(missed, 2 * HOUR);
    await trim();
    const cleared = watch(decisions);
    await decisions.feed.catchUp();
    expect(cleared()).toBe(true);
    expect(decisions.feed.applied()).toBe(newest);
  });

  const lists = { objects: [], identities: [], pairs: [], reaches: [], roles: [], permissions: [], names: [] };
  const NOTHING = { ...lists, everyPermission: false };

  function watch({ feed }: Awaited<ReturnType<typeof createDecisions>>): () => boolean {
    let cleared = false;
    feed.follow({
      drop: () => undefined,
      clear: () => {
        cleared = true;
      },
    });
    return () => cleared;
  }
});
