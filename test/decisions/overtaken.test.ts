// A load that a change overtakes is not believed: no decision mixes what was with what is.
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { checkPermission } from '../../src/decisions/check-permission.js';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import type { Freshness } from '../../src/decisions/feed/freshness.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import type { Awaitable } from '../../src/kernel/rpc.js';
import type { Database } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { createWorld, type World } from '../support/world.js';
import { readCheck } from './cases/case.js';
import { type HeldStore, heldStore } from './stores.js';

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

describe('a load that a change overtakes', () => {
  test.each([
    ['a new grant', '', 'grant reader to alice at project web', 'allowed'],
    ['a revoked grant', 'grant reader to alice at project web', 'revoke reader from alice at project web', 'no_grant'],
    ['a new member', 'grant reader to devs at project web', 'alice in devs', 'allowed'],
    ['a member who left', 'grant reader to devs at project web\nalice in devs', 'alice leaves devs', 'no_grant'],
    ['a disabled group', 'grant reader to devs at project web\nalice in devs', 'disable group devs', 'no_grant'],
    ['a disabled user', 'grant reader to alice at project web', 'disable user alice', 'principal_disabled'],
    [
      'a disabled organization',
      'grant reader to alice at project web',
      'disable organization acme',
      'organization_disabled',
    ],
    ['a changed role', 'grant reader to alice at project web', 'role reader:', 'no_grant'],
    ['a new administrator', '', 'platform admin alice', 'allowed'],
    [
      'what was deleted and made again',
      'grant reader to alice at project web',
      'delete project web\nproject web in acme\nresource compute/order o1 in web',
      'no_grant',
    ],
  ])('%s', async (_, before, change, expected) => {
    await world.tell(before);
    await decisions.feed.catchUp();
    const load = store.holdNextLoad();
    const outcome = outcomeOf(ALICE);
    await load.read;
    await world.tell(change);
    await decisions.feed.catchUp();
    load.letGo();
    expect(await outcome).toBe(expected);
    expect(outcomeOf(ALICE)).toBe(expected);
  });

  test('something made after it was looked for', async () => {
    await world.tell('grant reader to alice at project web\ndelete compute/order o1');
    await decisions.feed.catchUp();
    await world.tell('resource compute/order o1 in web');
    const { question } = readCheck(world, ALICE);
    await world.tell('delete compute/order o1');
    await decisions.feed.catchUp();
    const load = store.holdNextLoad();
    const decision = checkPermission(decisions, question);
    await load.read;
    await world.tell('resource compute/order o1 in web');
    await decisions.feed.catchUp();
    load.letGo();
    expect((await decision).outcome).toBe('allowed');
  });

  test('a feed too long to tell: nothing of the load is used', async () => {
    await world.tell('grant reader to alice at project web');
    await decisions.feed.catchUp();
    const load = store.holdNextLoad();
    const outcome = outcomeOf(ALICE);
    await load.read;
    await world.tell('revoke reader from alice at project web');
    await sql`delete from changes where revision < ${await newest()}`.execute(db);
    await world.tell('user carol');
    await sql`delete from changes where revision < ${await newest()}`.execute(db);
    await decisions.feed.catchUp();
    load.letGo();
    expect(await outcome).toBe('no_grant');
  });

  test('new enemy: who left the group before it was granted is never allowed', async () => {
    await world.tell('alice in devs');
    await decisions.feed.catchUp();
    const load = store.holdNextLoad();
    const outcome = outcomeOf(ALICE); // Reads that alice is in devs.
    await load.read;
    await world.tell('alice leaves devs');
    const revision = await world.tell('grant reader to devs at project web');
    const fresh = outcomeOf(ALICE, { atLeastRevision: revision });
    load.letGo();
    expect(await outcome).toBe('no_grant');
    expect(await fresh).toBe('no_grant');
  });

  test('new enemy, warm: a load at a newer revision takes the old membership along', async () => {
    await world.tell('alice in devs');
    expect(await outcomeOf(ALICE)).toBe('no_grant');
    await world.tell('alice leaves devs');
    await world.tell('grant reader to devs at project web');
    // Asks something else of alice: its load is of a revision at which alice is not in devs.
    expect(await outcomeOf('alice may get at group staff')).toBe('no_grant');
    expect(await outcomeOf(ALICE)).toBe('no_grant');
  });
});
