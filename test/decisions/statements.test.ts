// How often the store is asked: not at all when warm, a few times when cold, however much is decided.
import { beforeEach, describe, expect, test } from 'vitest';
import { checkPermission } from '../../src/decisions/check-permission.js';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import { MISSING } from '../../src/decisions/engine/engine.js';
import { refKey } from '../../src/kernel/object-ref.js';
import { testDatabase } from '../support/database.js';
import { createWorld, idOf, type World } from '../support/world.js';
import { readCheck } from './cases/case.js';
import { type CountingStore, countingStore } from './stores.js';

const MANY = 1_000;

let world: World;
let store: CountingStore;

beforeEach(async () => {
  const db = await testDatabase();
  world = await createWorld(db);
  store = countingStore(db);
  await world.tell(`
    permission compute/order get
    permission compute/folder get
    role reader: compute_order_get
    organization acme
    project web in acme
    group devs in acme
    group staff in acme
    user alice
    user carol
    alice in devs
    devs in staff
    resource compute/folder f1 in web
    resource compute/folder f2 under compute/folder f1
    resource compute/order o1 under compute/folder f2
    grant reader to staff at project web`);
});

async function fresh(): Promise<Decisions> {
  const decisions = await createDecisions(store, 10_000);
  store.statements();
  return decisions;
}

/** Asks what the line says, expects what it says, and answers how many statements that took. */
async function statementsOf(decisions: Decisions, line: string): Promise<number> {
  const { question, expected } = readCheck(world, line);
  expect((await checkPermission(decisions, question)).outcome, line).toBe(expected);
  return store.statements();
}

describe('one check', () => {
  test.each([
    'alice may get at compute/order o1',
    'alice may compute.order.get at compute/folder f1',
    'carol may not get at compute/order o1: no_grant',
    'alice may compute_order_get at project:web',
    'alice may get at urn compute/order frn:web:compute/order:o1',
    `alice may not get at compute/order:${idOf('nothing')}: resource_unknown`,
    `app/user:${idOf('nobody')} may not get at compute/order o1: principal_disabled`,
  ])('%s: at most 3 statements cold, none warm', async (line) => {
    const decisions = await fresh();
    expect(await statementsOf(decisions, line)).toBeLessThanOrEqual(3);
    expect(await statementsOf(decisions, line)).toBe(0);
  });

  test('one statement brings a principal, its groups and the object with what it lies in', async () => {
    expect(await statementsOf(await fresh(), 'alice may get at compute/order o1')).toBe(1);
  });

  test('at most 3 cold for a principal in very many groups that hold very many grants', async () => {
    await world.tell(veryMany());
    const decisions = await fresh();
    expect(await statementsOf(decisions, 'carol may get at compute/order n7')).toBeLessThanOrEqual(3);
    expect(await statementsOf(decisions, 'carol may get at compute/order n7')).toBe(0);
    expect(await statementsOf(decisions, 'carol may not get at compute/folder f1: no_grant')).toBeLessThanOrEqual(3);
  });

  test('at most 3 cold with a role made after the start', async () => {
    await world.tell(veryMany());
    const decisions = await fresh();
    await world.tell(['role late: compute_folder_get', 'grant late to m3 at project web']);
    expect(await statementsOf(decisions, 'carol may get at compute/folder f2')).toBeLessThanOrEqual(3);
    expect(await statementsOf(decisions, 'carol may get at compute/folder f2')).toBe(0);
  });

  test('and the object named by its URN', async () => {
    await world.tell(veryMany());
    const decisions = await fresh();
    await world.tell(['role late: compute_folder_get', 'grant late to m3 at project web']);
    const line = 'carol may get at urn compute/folder frn:web:compute/folder:f2';
    expect(await statementsOf(decisions, line)).toBeLessThanOrEqual(3);
    expect(await statementsOf(decisions, line)).toBe(0);
  });

  test('what the first check brought serves the next of the same principal or object', async () => {
    const decisions = await fresh();
    await statementsOf(decisions, 'alice may get at compute/order o1');
    expect(await statementsOf(decisions, 'alice may compute_order_get at compute/folder f2')).toBe(0);
    expect(await statementsOf(decisions, 'alice may not get at project web: no_grant')).toBe(0);
    expect(await statementsOf(decisions, 'carol may not get at compute/order o1: no_grant')).toBe(1);
  });
});

describe('many checks', () => {
  test.each([
    ['a user in groups', 'alice'],
    ['a user in very many groups', 'carol'],
    ['a user with very many grants', 'dave'],
  ])(`${MANY} resources in one go for %s: at most 5 statements`, async (_, principal) => {
    await world.tell(
      Array.from({ length: MANY }, (__, number) => `resource compute/order w${number} under compute/folder f2`),
    );
    await world.tell(['user dave', ...veryMany()]);
    await world.tell(Array.from({ length: 300 }, (__, number) => `grant reader to dave at compute/order w${number}`));
    const decisions = await fresh();
    const objects = Array.from({ length: MANY }, (__, number) => refKey(world.object(`compute/order w${number}`)));
    const question = { principal: world.principal(principal), permission: 'compute_order_get' };
    const all = () => {
      const outcomes = objects.map((object) => decisions.decide({ ...question, object }));
      return outcomes.includes(MISSING) ? MISSING : outcomes;
    };
    const outcomes = await decisions.reader.settle(all);
    expect(store.statements()).toBeLessThanOrEqual(5);
    const allowed = { alice: MANY, carol: 0, dave: 300 }[principal];
    expect((outcomes as readonly string[]).filter((outcome) => outcome === 'allowed')).toHaveLength(allowed as number);
    expect(decisions.reader.settle(all)).not.toBeInstanceOf(Promise);
    expect(store.statements()).toBe(0);
  });

  test('the same cold check asked 50 times at once is loaded once', async () => {
    const decisions = await fresh();
    const { question } = readCheck(world, 'alice may get at compute/order o1');
    const answers = await Promise.all(Array.from({ length: 50 }, () => checkPermission(decisions, question)));
    expect(answers.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 50 }, () => 'allowed'));
    expect(store.statements()).toBeLessThanOrEqual(3);
  });
});

describe('unknown resources', () => {
  test('are remembered as unknown, and known once they are there', async () => {
    const decisions = await fresh();
    const line = `alice may not get at compute/order:${idOf('compute/order o2')}: resource_unknown`;
    expect(await statementsOf(decisions, line)).toBe(1);
    expect(await statementsOf(decisions, line)).toBe(0);
    await world.tell('resource compute/order o2 in web');
    await decisions.feed.catchUp();
    store.statements();
    expect(await statementsOf(decisions, 'alice may get at compute/order o2')).toBe(1);
  });

  test('so are unknown names, permissions and principals', async () => {
    const decisions = await fresh();
    const asked = [
      readCheck(world, 'alice may get at project:app'),
      readCheck(world, 'alice may archive at compute/order o1'),
      readCheck(world, `app/user:${idOf('app/user dave')} may get at project web`),
    ];
    const outcomes = () =>
      Promise.all(
        asked.map(async ({ question }) => {
          try {
            return (await checkPermission(decisions, question)).outcome;
          } catch (error) {
            return (error as { code: string }).code;
          }
        }),
      );
    expect(await outcomes()).toEqual(['not_found', 'not_found', 'principal_disabled']);
    store.statements();
    expect(await outcomes()).toEqual(['not_found', 'not_found', 'principal_disabled']);
    expect(store.statements()).toBe(0);
    await world.tell(`
      project app in acme
      permission compute/order archive
      user dave
      owner alice of compute/order o1
      grant app_project_viewer to staff at project app
      grant app_project_viewer to dave at project web`);
    await decisions.feed.catchUp();
    expect(await outcomes()).toEqual(['allowed', 'allowed', 'allowed']);
  });
});

test('a question that cannot be asked leaves nothing to be loaded behind', async () => {
  const decisions = await fresh();
  for (let number = 0; number < 100; number += 1) {
    const { question } = readCheck(world, `alice may app_organization_get at project:made-up-${number}`);
    expect(() => checkPermission(decisions, question)).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  }
  expect(decisions.maps.missing.names.size).toBe(0);
});

/** Carol is in more groups than are held whole, one of which holds more grants than are held whole. */
function veryMany(): string[] {
  const groups = Array.from({ length: 80 }, (_, number) => `m${number}`);
  const orders = Array.from({ length: 300 }, (_, number) => `compute/order n${number}`);
  return [
    ...groups.map((name) => `group ${name} in acme`),
    ...groups.map((name) => `carol in ${name}`),
    ...orders.map((order) => `resource ${order} in web`),
    ...orders.map((order) => `owner m5 of ${order}`),
  ];
}
