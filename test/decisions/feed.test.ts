// The change feed keeps what is in memory true: loads that changes overtake, feeds that are cut, revisions that are waited for.
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { checkPermission } from '../../src/decisions/check-permission.js';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import { followChanges } from '../../src/decisions/feed/follow-changes.js';
import type { Freshness } from '../../src/decisions/feed/freshness.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import type { Awaitable } from '../../src/kernel/rpc.js';
import { type Database, write } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { createWorld, type World } from '../support/world.js';
import { readCheck } from './cases/case.js';
import { countingStore, type HeldStore, heldStore } from './stores.js';

const TREE = `
  permission compute/order get
  role reader: compute_order_get
  organization acme
  project web in acme
  group devs in acme
  group staff in acme
  user alice
  resource compute/order o1 in web`;

let db: Database;
let world: World;
let store: HeldStore;
let decisions: Decisions;

beforeEach(async () => {
  db = await testDatabase();
  world = await createWorld(db);
  await world.tell(TREE);
  store = heldStore(sqlDecisionStore(db));
  decisions = await createDecisions(store, 10_000);
});

function outcomeOf(line: string, freshness: Partial<Freshness> = {}): Awaitable<string> {
  const asked = { atLeastRevision: '', fullyConsistent: false, waitMs: 5_000, ...freshness };
  const decision = checkPermission(decisions, readCheck(world, line).question, asked);
  return decision instanceof Promise ? decision.then(({ outcome }) => outcome) : decision.outcome;
}

const ALICE = 'alice may get at compute/order o1';

async function newest(): Promise<number> {
  const { rows } = await sql<{ revision: string }>`select max(revision)::text as revision from changes`.execute(db);
  return Number(rows[0]?.revision);
}

describe('a warm check', () => {
  test('is answered at once', async () => {
    await world.tell('grant reader to alice at project web');
    expect(await outcomeOf(ALICE)).toBe('allowed');
    expect(outcomeOf(ALICE)).toBe('allowed');
    expect(outcomeOf(ALICE, { atLeastRevision: decisions.revision() })).toBe('allowed');
  });

  test('says the revision it was decided at', async () => {
    const revision = await world.tell('grant reader to alice at project web');
    const { question } = readCheck(world, ALICE);
    expect((await checkPermission(decisions, question)).revision).toBe(revision);
  });

  test('stays as it was until the change has come, and is different then', async () => {
    expect(await outcomeOf(ALICE)).toBe('no_grant');
    await world.tell('grant reader to alice at project web');
    expect(outcomeOf(ALICE)).toBe('no_grant');
    await decisions.feed.catchUp();
    expect(await outcomeOf(ALICE)).toBe('allowed');
  });
});

describe('a feed that was cut', () => {
  test('what fell behind starts clean', async () => {
    await world.tell('grant reader to alice at project web');
    await decisions.feed.catchUp();
    expect(await outcomeOf(ALICE)).toBe('allowed');
    await world.tell('revoke reader from alice at project web');
    const revision = await world.tell('user carol');
    await sql`delete from changes where revision < ${Number(revision)}`.execute(db);
    await decisions.feed.catchUp();
    expect(decisions.maps.sizes()).toMatchObject({ objects: 0, identities: 0, roles: 0 });
    expect(decisions.revision()).toBe(revision);
    expect(await outcomeOf(ALICE)).toBe('no_grant');
  });

  test('what was applied already may be cut without harm', async () => {
    await world.tell('grant reader to alice at project web');
    expect(await outcomeOf(ALICE)).toBe('allowed');
    await sql`delete from changes where revision < ${await newest()}`.execute(db);
    await decisions.feed.catchUp();
    expect(outcomeOf(ALICE)).toBe('allowed');
  });

  test('a load that finds it cut starts clean as well', async () => {
    await world.tell('grant reader to alice at project web');
    await decisions.feed.catchUp();
    expect(await outcomeOf(ALICE)).toBe('allowed');
    await world.tell('revoke reader from alice at project web');
    await world.tell('user carol');
    await sql`delete from changes where revision < ${await newest()}`.execute(db);
    expect(await outcomeOf('carol may get at project web')).toBe('no_grant');
    expect(await outcomeOf(ALICE)).toBe('no_grant');
  });

  test.each([
    ['more changes than are read at once', 10_001],
    ['more changes than one write names', 20_001],
  ])('%s: starts clean', async (_, count) => {
    await world.tell('grant reader to alice at project web');
    expect(await outcomeOf(ALICE)).toBe('allowed');
    await world.tell('revoke reader from alice at project web');
    await write(db, async ({ changed }) => {
      for (let number = 0; number < count; number += 1) changed('credential', String(number));
    });
    await decisions.feed.catchUp();
    expect(await outcomeOf(ALICE)).toBe('no_grant');
  });

  test('a store that went back in time: nothing known holds', async () => {
    const before = await newest();
    await world.tell('grant reader to alice at project web');
    await world.tell('user carol');
    await decisions.feed.catchUp();
    expect(await outcomeOf(ALICE)).toBe('allowed');
    await sql`delete from changes where revision > ${before}`.execute(db);
    await sql`delete from policies`.execute(db);
    await decisions.feed.catchUp();
    expect(decisions.feed.applied()).toBe(before);
    expect(await outcomeOf(ALICE)).toBe('no_grant');
    await world.tell('grant reader to alice at project web');
    await decisions.feed.catchUp();
    expect(await outcomeOf(ALICE)).toBe('allowed');
  });
});

describe('fresh enough', () => {
  test('fully consistent: sees what nobody announced', async () => {
    expect(await outcomeOf(ALICE)).toBe('no_grant');
    await world.tell('grant reader to alice at project web');
    expect(await outcomeOf(ALICE, { fullyConsistent: true })).toBe('allowed');
  });

  test('at least a revision: reads on when it is there already', async () => {
    expect(await outcomeOf(ALICE)).toBe('no_grant');
    const revision = await world.tell('grant reader to alice at project web');
    expect(await outcomeOf(ALICE, { atLeastRevision: revision })).toBe('allowed');
  });

  test('at least a revision: waits for one that comes', async () => {
    const soon = String((await newest()) + 1);
    const outcome = outcomeOf(ALICE, { atLeastRevision: soon });
    await world.tell('grant reader to alice at project web');
    await decisions.feed.catchUp();
    expect(await outcome).toBe('allowed');
  });

  test('at least a revision: says so when it did not come in time', async () => {
    const never = String((await newest()) + 1_000_000);
    const late = outcomeOf(ALICE, { atLeastRevision: never, waitMs: 10 });
    await expect(late).rejects.toMatchObject({ code: 'deadline_exceeded', reason: 'REVISION_NOT_REACHED' });
    const tooLate = outcomeOf(ALICE, { atLeastRevision: never, waitMs: -1 });
    await expect(tooLate).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  test.each(['garbage', '-1', '1.5', '1e3', '99999999999999999', ' 1', '１'])(
    '%j is no revision',
    (atLeastRevision) => {
      expect(() => outcomeOf(ALICE, { atLeastRevision })).toThrow(
        expect.objectContaining({
          code: 'invalid_argument',
          violations: [expect.objectContaining({ field: 'at_least_revision' })],
        }),
      );
    },
  );
});

describe('catching up', () => {
  test('calls that overlap share a read that began after they did', async () => {
    const counting = countingStore(db);
    const counted = await createDecisions(counting, 10_000);
    counting.statements();
    const revision = await world.tell('user carol');
    await Promise.all(Array.from({ length: 50 }, () => counted.feed.catchUp()));
    expect(counting.statements()).toBe(2);
    expect(counted.revision()).toBe(revision);
  });

  test('a call during a read sees what was written after that read', async () => {
    const held = store.holdNextChanges();
    const first = decisions.feed.catchUp();
    await held.read;
    const revision = await world.tell('grant reader to alice at project web');
    const second = decisions.feed.catchUp();
    held.letGo();
    await first;
    expect(decisions.revision() < revision).toBe(true);
    await second;
    expect(decisions.revision()).toBe(revision);
  });

  test('one that fails leaves the next unharmed', async () => {
    const revision = await world.tell('user carol');
    store.failNextChanges(new Error('gone'));
    const [first, second] = await Promise.allSettled([decisions.feed.catchUp(), decisions.feed.catchUp()]);
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
    expect(decisions.revision()).toBe(revision);
  });

  test('a load that fails fails the checks that wait for it, and no later one', async () => {
    store.failNextLoad(new Error('gone'));
    const settled = await Promise.allSettled([outcomeOf(ALICE), outcomeOf(ALICE)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await outcomeOf(ALICE)).toBe('no_grant');
  });
});

describe('following', () => {
  test('what changes is seen without anybody asking, until it stops', async () => {
    const errors: unknown[] = [];
    const following = followChanges({ feed: decisions.feed, onError: (error) => errors.push(error) });
    store.failNextChanges(new Error('gone'));
    const revision = await world.tell('user carol');
    await decisions.feed.reach(Number(revision), 10_000);
    following.stop();
    expect(errors).toEqual([new Error('gone')]);
  });

  test('waking it looks now', async () => {
    const following = followChanges({ feed: decisions.feed, onError: () => undefined });
    const revision = await world.tell('user carol');
    following.wake();
    await decisions.feed.reach(Number(revision), 10_000);
    following.stop();
    expect(decisions.revision()).toBe(revision);
  });
});
