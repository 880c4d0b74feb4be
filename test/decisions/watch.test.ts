// Watching: every revision once and in order, whatever happens meanwhile, and never more in memory than is bounded.
import { create } from '@bufbuild/protobuf';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { WatchChangesRequestSchema } from '../../gen/raystack/frontier/v1beta1/watch_pb.js';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import { createRecentChanges } from '../../src/decisions/watch/recent-changes.js';
import { watchRpc } from '../../src/decisions/watch/rpc.js';
import type { WatchStore } from '../../src/decisions/watch/store.js';
import { sqlWatchStore } from '../../src/decisions/watch/store-sql.js';
import type { Call } from '../../src/kernel/rpc.js';
import { type Database, formatRevision, newestRevision, write } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { seeded } from '../support/seeded.js';

/** `revision: kind key, kind key`. */
type Told = string;

interface Watcher {
  /** The next so many messages. */
  take(count: number): Promise<readonly Told[]>;
  hangUp(): void;
}

let db: Database;
let decisions: Decisions;
let reads: number;
beforeEach(async () => {
  db = await testDatabase();
  await sql`delete from changes where revision < (select max(revision) from changes)`.execute(db);
  decisions = await createDecisions(sqlDecisionStore(db), 10_000);
  reads = 0;
});

function countedStore(): WatchStore {
  const store = sqlWatchStore(db);
  return {
    changesAfter: (revision, rows) => {
      reads += 1;
      return store.changesAfter(revision, rows);
    },
  };
}

/** Those who watch one replica, which keeps so many changes in memory for them. */
function watching(most?: number): (fromRevision?: string) => Watcher {
  const rpc = watchRpc({ watched: countedStore(), recent: createRecentChanges(decisions.feed, most) });
  return (fromRevision = '') => {
    const gone = new AbortController();
    const call = { meta: { signal: gone.signal } } as unknown as Call;
    const messages = rpc
      .watchChanges(create(WatchChangesRequestSchema, { fromRevision }), call)
      [Symbol.asyncIterator]();
    return {
      take: async (count) => {
        const told: Told[] = [];
        for (let index = 0; index < count; index += 1) {
          const { value, done } = await messages.next();
          if (done === true) break;
          told.push(tell(value.revision as string, value.changes as readonly { kind: string; key: string }[]));
        }
        return told;
      },
      hangUp: () => gone.abort(),
    };
  };
}

function tell(revision: string, changes: readonly { readonly kind: string; readonly key: string }[] = []): Told {
  const names = changes.map(({ kind, key }) => `${kind} ${key}`).sort();
  return `${Number(revision)}:${names.map((name) => ` ${name}`).join(',')}`;
}

async function change(...keys: readonly string[]): Promise<Told> {
  const { revision } = await write(db, async ({ changed }) => {
    for (const key of keys) changed('role', key);
  });
  return tell(
    revision,
    keys.map((key) => ({ kind: 'role', key })),
  );
}

const revisionOf = (told: Told) => formatRevision(told.split(':')[0] as string);
const begins = (told: Told) => `${Number(revisionOf(told))}:`;

async function failureOf(work: Promise<unknown>) {
  return work.then(
    () => 'none',
    (error: { reason?: string }) => error.reason,
  );
}

test('what changed after a revision, in order, one message for each', async () => {
  const first = await change('a');
  const rest = [await change('b', 'c'), await change('d')];
  await decisions.feed.catchUp();
  expect(await watching()(revisionOf(first)).take(3)).toEqual([begins(first), ...rest]);
});

test('from now on, each as it comes', async () => {
  const before = await change('a');
  const watcher = watching()();
  expect(await watcher.take(1)).toEqual([begins(before)]);
  for (const keys of [['b'], ['c', 'd']]) {
    const told = watcher.take(1);
    const expected = await change(...keys);
    await decisions.feed.catchUp();
    expect(await told).toEqual([expected]);
  }
});

test('goes on where another left off', async () => {
  const start = await change('a');
  const rest = [await change('b'), await change('c'), await change('d')];
  await decisions.feed.catchUp();
  const watch = watching();
  const [, ...first] = await watch(revisionOf(start)).take(2);
  const [, ...second] = await watch(revisionOf(first[0] as Told)).take(3);
  expect([...first, ...second]).toEqual(rest);
});

test('those who are up to date cost the store nothing', async () => {
  const watch = watching();
  const watchers = Array.from({ length: 20 }, () => watch());
  await decisions.feed.catchUp();
  await Promise.all(watchers.map((watcher) => watcher.take(1)));
  const before = reads;
  for (let round = 0; round < 5; round += 1) {
    const told = watchers.map((watcher) => watcher.take(1));
    const expected = await change(`r${round}`);
    await decisions.feed.catchUp();
    expect(await Promise.all(told)).toEqual(watchers.map(() => [expected]));
  }
  expect(reads).toBe(before);
});

test('who takes slowly misses nothing, and is not waited for', async () => {
  const watcher = watching(3)();
  await watcher.take(1);
  const expected: Told[] = [];
  for (let index = 0; index < 20; index += 1) {
    expected.push(await change(`a${index}`, `b${index}`));
    await decisions.feed.catchUp();
  }
  expect(await watcher.take(20)).toEqual(expected);
});

test('random writers: all that was written, once, in order', async () => {
  const random = seeded(7);
  const watch = watching(10);
  const watchers = [watch(), watch(), watch()];
  await Promise.all(watchers.map((watcher) => watcher.take(1)));
  const told = Promise.all(watchers.map((watcher) => watcher.take(60)));
  const expected: Told[] = [];
  for (let round = 0; round < 20; round += 1) {
    const writes = [1, 2, 3].map((writer) =>
      change(...Array.from({ length: 1 + random.below(4) }, (_, i) => `${writer}${i}`)),
    );
    expected.push(...(await Promise.all(writes)));
    if (random.chance(0.5)) await decisions.feed.catchUp();
  }
  await decisions.feed.catchUp();
  const inOrder = expected.sort((a, b) => Number(revisionOf(a)) - Number(revisionOf(b)));
  expect(await told).toEqual(watchers.map(() => inOrder));
});

describe('what cannot be told', () => {
  test('what is no revision', async () => {
    for (const text of ['x', '-1', '1.5', '9'.repeat(17), '9'.repeat(16)])
      expect(await failureOf(watching()(text).take(1)), text).toBe('FIELD_INVALID');
  });

  test('what is not kept any more', async () => {
    const old = await change('a');
    await change('b');
    const kept = await change('c');
    await sql`delete from changes where revision < ${Number(revisionOf(kept))}`.execute(db);
    await decisions.feed.catchUp();
    expect(await failureOf(watching()(revisionOf(old)).take(1))).toBe('REVISION_TRIMMED');
    expect(await failureOf(watching()(revisionOf(kept)).take(1))).toBe('none');
  });

  test('what never was', async () => {
    const future = formatRevision(Number(await newestRevision(db)) + 1);
    expect(await failureOf(watching()(future).take(1))).toBe('REVISION_UNKNOWN');
  });

  test('to who took too slowly, what is not kept any more', async () => {
    const watcher = watching(1)();
    await watcher.take(1);
    for (const key of ['a', 'b', 'c']) await change(key);
    await decisions.feed.catchUp();
    await sql`delete from changes where revision < (select max(revision) from changes)`.execute(db);
    expect(await failureOf(watcher.take(5))).toBe('REVISION_TRIMMED');
  });

  test('to all, when the store goes back in time', async () => {
    const [first, second] = [await change('a'), await change('b')];
    await decisions.feed.catchUp();
    const watcher = watching()(revisionOf(second));
    await watcher.take(1);
    const told = failureOf(watcher.take(1));
    await sql`delete from changes where revision > ${Number(revisionOf(first))}`.execute(db);
    await decisions.feed.catchUp();
    expect(await told).toBe('REVISION_UNKNOWN');
  });

  test('each of very many: that is everything', async () => {
    const start = await change('a');
    const long = 'x'.repeat(600);
    const written = await change(...Array.from({ length: 2_000 }, (_, index) => `${long}${index}`));
    await decisions.feed.catchUp();
    const [, told] = await watching()(revisionOf(start)).take(2);
    expect(told).toBe(`${begins(written)} everything `);
  });
});

test('ends when nobody takes any more, wherever it is', async () => {
  const start = await change('a');
  await change('b');
  await decisions.feed.catchUp();
  const watch = watching();
  const [waiting, behind] = [watch(), watch(revisionOf(start))];
  await Promise.all([waiting.take(1), behind.take(1)]);
  const told = waiting.take(1);
  waiting.hangUp();
  behind.hangUp();
  expect(await told).toEqual([]);
  expect(await behind.take(1)).toEqual([]);
});

test('after the feed was cut, those who know all of it go on', async () => {
  const watcher = watching()();
  await watcher.take(1);
  const told = watcher.take(2);
  const expected = [await change('a'), await change('b')];
  // The replica has fallen behind what is kept, the watcher has not.
  await sql`delete from changes where revision < ${Number(revisionOf(expected[0] as Told))}`.execute(db);
  await decisions.feed.catchUp();
  expect(await told).toEqual(expected);
});
