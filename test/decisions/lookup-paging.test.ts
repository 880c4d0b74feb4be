// Paging while the store changes: what holds throughout is on exactly one page, whatever else comes, goes and moves.
import { describe, expect, test } from 'vitest';
import { createDecisions } from '../../src/decisions/decisions.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import { LOOKUP_LIMITS, type LookupLimits } from '../../src/decisions/lookup/limits.js';
import { sqlLookupStore } from '../../src/decisions/lookup/store-sql.js';
import { refKey } from '../../src/kernel/object-ref.js';
import { testDatabase } from '../support/database.js';
import { type Seeded, seeded } from '../support/seeded.js';
import { createWorld } from '../support/world.js';
import { CUT_SHORT, readAll, readPage } from './lookups.js';

const SIZES = [1, 2, 3, 4, 5, 6, 7];

const WORLD = `
  permission compute/order get
  permission compute/folder get
  role reader: compute_order_get
  role nothing:
  organization acme
  project web in acme
  project app in acme
  project open in acme
  group devs in acme
  group staff in acme
  devs in staff
  user alice
  alice in devs
  resource compute/folder f1 in web
  resource compute/folder f2 in web
  resource compute/order shared in open
  grant reader to alice at compute/folder f1
  grant reader to devs at compute/folder f2`;

/** Orders that alice may get throughout, each in another way, and some that she may not. */
const ORDERS = [
  ...numbered(6, (n) => `resource compute/order below${n} under compute/folder f1`),
  ...numbered(6, (n) => `resource compute/order own${n} in web\nowner alice of compute/order own${n}`),
  ...numbered(6, (n) => `resource compute/order group${n} in app\ngrant reader to staff at compute/order group${n}`),
  ...numbered(4, (n) => `resource compute/order others${n} in app\ngrant nothing to alice at compute/order others${n}`),
];
const STEADY = ['below', 'own', 'group'].flatMap((name) => numbered(6, (n) => `compute/order ${name}${n}`));

/** Users who may get the shared order throughout. */
const USERS = [
  ...numbered(8, (n) => `user direct${n}\ngrant reader to direct${n} at compute/order shared`),
  ...numbered(8, (n) => `user member${n}\nmember${n} in devs`),
  'grant reader to staff at project open',
];

function numbered(count: number, line: (number: number) => string): string[] {
  return Array.from({ length: count }, (_, number) => line(number));
}

/** What happens between two pages: nothing that takes from alice, or from the users, what they have. */
function happening(random: Seeded, count: number): string {
  const number = random.below(6);
  return random.pick([
    `resource compute/order new${count} in web\nowner alice of compute/order new${count}`,
    `resource compute/order gone${count} in web\nowner alice of compute/order gone${count}\ndelete compute/order gone${count}`,
    `user new${count}\nnew${count} in devs`,
    `user gone${count}\ngrant reader to gone${count} at compute/order shared\ndelete user gone${count}`,
    `move compute/order below${number} under compute/folder f${1 + random.below(2)}`,
    `grant reader to devs at compute/order own${number}\nno owner alice of compute/order own${number}`,
    `owner alice of compute/order own${number}\nrevoke reader from devs at compute/order own${number}`,
    `alice in staff`,
    `alice leaves staff`,
    `grant reader to direct${number} at project open\nrevoke reader from direct${number} at compute/order shared`,
    `grant reader to direct${number} at compute/order shared\nrevoke reader from direct${number} at project open`,
    `member${number} in staff\nmember${number} leaves devs`,
    `member${number} in devs\nmember${number} leaves staff`,
  ]);
}

async function begin(limits: LookupLimits) {
  const db = await testDatabase();
  const world = await createWorld(db);
  await world.tell([WORLD, ...ORDERS, ...USERS].join('\n'));
  const decisions = await createDecisions(sqlDecisionStore(db), 10_000);
  return { world, deps: { decisions, lookups: sqlLookupStore(db, limits) } };
}

type Begun = Awaited<ReturnType<typeof begin>>;

/** Lines of one happening are transactions of their own, so that they can come between a look and its decisions, too. */
function disturbance({ world }: Begun, random: Seeded) {
  let count = 0;
  let stopped = false;
  async function once(): Promise<void> {
    count += 1;
    for (const line of happening(random, count).split('\n')) await world.tell(line);
  }
  async function ever(): Promise<void> {
    while (!stopped) await once();
  }
  function stop(): void {
    stopped = true;
  }
  return { once, ever, stop };
}

function expectSteady(found: readonly string[], steady: readonly string[]): void {
  expect(new Set(found).size).toBe(found.length);
  expect([...found].sort()).toEqual(found);
  expect(steady.filter((key) => !found.includes(key))).toEqual([]);
}

describe.each([
  { name: 'in looks that reach the end', limits: LOOKUP_LIMITS },
  { name: 'in looks that are cut short', limits: CUT_SHORT },
])('$name', ({ limits }) => {
  test.each(SIZES)('resources, %i a page, with changes between pages and meanwhile', async (size) => {
    const begun = await begin(limits);
    const { world, deps } = begun;
    const question = { principal: world.principal('alice'), permission: 'get', namespace: 'compute/order' };
    const steady = STEADY.map((name) => refKey(world.object(name)));
    const { once, ever, stop } = disturbance(begun, seeded(size));
    expectSteady(await readAll(deps, question, { size, between: once }), steady);
    const disturbing = ever();
    const found = await readAll(deps, question, { size }).finally(stop);
    await disturbing;
    expectSteady(found, steady);
    const never = numbered(4, (n) => refKey(world.object(`compute/order others${n}`)));
    expect(found.filter((key) => never.includes(key))).toEqual([]);
  });

  test.each(SIZES)('subjects, %i a page, with changes between pages and meanwhile', async (size) => {
    const begun = await begin(limits);
    const { world, deps } = begun;
    const object = refKey(world.object('compute/order shared'));
    const question = { object, permission: 'get', namespace: 'app/user' as const };
    const steady = [...numbered(8, (n) => `direct${n}`), ...numbered(8, (n) => `member${n}`)];
    const keys = steady.map((name) => world.principal(name));
    const { once, ever, stop } = disturbance(begun, seeded(100 + size));
    expectSteady(await readAll(deps, question, { size, between: once }), keys);
    const disturbing = ever();
    const found = await readAll(deps, question, { size }).finally(stop);
    await disturbing;
    expectSteady(found, keys);
  });
});

test('what was revoked before a page is read is not on it, what was granted is, though nobody followed the feed', async () => {
  const { world, deps } = await begin(LOOKUP_LIMITS);
  const question = { principal: world.principal('alice'), permission: 'get', namespace: 'compute/order' };
  await readAll(deps, question, { size: 100 });
  const revision = await world.tell(`
    no owner alice of compute/order own0
    grant reader to alice at compute/order others0`);
  const page = await readPage(deps, question, { size: 100 });
  expect(page.keys).not.toContain(refKey(world.object('compute/order own0')));
  expect(page.keys).toContain(refKey(world.object('compute/order others0')));
  expect(page.revision).toBe(revision);
});

test('what was disabled and is enabled again is on the page, though nobody followed the feed', async () => {
  const { world, deps } = await begin(LOOKUP_LIMITS);
  const object = refKey(world.object('compute/order shared'));
  const question = { object, permission: 'get', namespace: 'app/user' as const };
  await world.tell('disable user member0');
  expect((await readPage(deps, question, { size: 100 })).keys).not.toContain(world.principal('member0'));
  await world.tell('enable user member0');
  expect((await readPage(deps, question, { size: 100 })).keys).toContain(world.principal('member0'));
});

test('a full last page is known to be the last', async () => {
  const { world, deps } = await begin(LOOKUP_LIMITS);
  const question = { principal: world.principal('alice'), permission: 'get', namespace: 'compute/order' };
  const page = await readPage(deps, question, { size: 19 });
  expect(page.keys).toHaveLength(19);
  expect(page.nextPageToken).toBe('');
});
