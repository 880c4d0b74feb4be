// Explanations: every grant on the way, which of them allow, and what would have been enough.
import { beforeEach, describe, expect, test } from 'vitest';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import { explainPermission } from '../../src/decisions/explain/explain-permission.js';
import type { Database } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { createWorld, type World } from '../support/world.js';
import { readCheck } from './cases/case.js';
import { type Readable, readable } from './readable.js';
import { type CountingStore, countingStore } from './stores.js';

const NAMES = [
  'platform',
  'organization acme',
  'project web',
  'group devs',
  'group staff',
  'compute/folder f1',
  'compute/order o1',
  'user alice',
  'user carol',
  'serviceuser root',
];

let db: Database;
let world: World;
let store: CountingStore;
let decisions: Decisions;

beforeEach(async () => {
  db = await testDatabase();
  world = await createWorld(db);
  store = countingStore(db);
  await world.tell(`
    permission compute/order get
    permission compute/order cancel
    role reader: compute_order_get
    role canceller: compute_order_cancel
    organization acme
    project web in acme
    group devs in acme
    group staff in acme
    user alice
    user carol
    serviceuser root
    alice in devs
    devs in staff
    resource compute/folder f1 in web
    resource compute/order o1 under compute/folder f1
    grant reader to staff at project web
    grant canceller to alice at compute/order o1`);
  decisions = await createDecisions(store, 10_000);
});

/** What is told of a line such as `alice may get at compute/order o1`, expecting what the line says. */
async function told(line: string, names: readonly string[] = NAMES): Promise<Readable> {
  const { question, expected } = readCheck(world, line);
  const explained = await explainPermission(decisions, question);
  expect(explained.outcome, line).toBe(expected);
  expect(explained.revision).toBe(decisions.revision());
  return readable(world, names, explained);
}

async function tell(lines: string): Promise<void> {
  await world.tell(lines);
  await decisions.feed.catchUp();
}

describe('allowed', () => {
  test('the whole way, with the groups up to the one that holds the grant', async () => {
    expect(await told('alice may get at compute/order o1')).toEqual({
      outcome: 'allowed',
      because: ['reader at project web to group staff through group devs, group staff'],
      considered: [
        'compute/order o1: canceller to user alice, not',
        'compute/folder f1: ',
        'project web: reader to group staff through group devs, group staff',
        'organization acme: ',
        'platform: ',
      ],
      wouldSuffice: [],
    });
  });

  test('every grant that allows, nearest first, though one would do', async () => {
    await tell(`
      owner alice of compute/order o1
      owner devs of compute/folder f1
      grant app_organization_owner to alice at organization acme
      grant app_project_owner to devs at platform`);
    const { because } = await told('alice may get at compute/order o1');
    expect(because).toEqual([
      '- at compute/order o1 to user alice',
      '- at compute/folder f1 to group devs through group devs',
      'reader at project web to group staff through group devs, group staff',
      'app_organization_owner at organization acme to user alice',
      'app_project_owner at platform to group devs through group devs',
    ]);
  });

  test('what is implied', async () => {
    await tell(`
      role changer: app_project_update
      grant changer to carol at project web`);
    expect((await told('carol may get at project web')).because).toEqual(['changer at project web to user carol']);
  });

  test('a member who asks to get their group has no policy for it', async () => {
    expect(await told('alice may get at group staff')).toEqual({
      outcome: 'allowed',
      because: ['- at group staff to user alice through group devs, group staff'],
      considered: ['group staff: ', 'organization acme: ', 'platform: '],
      wouldSuffice: [],
    });
    await tell('grant app_group_owner to alice at group staff');
    expect((await told('alice may get at group staff')).because).toEqual([
      '- at group staff to user alice through group devs, group staff',
      'app_group_owner at group staff to user alice',
    ]);
  });

  test('administrators of the platform have none either, and what was granted to them is told as well', async () => {
    await tell('platform admin alice');
    expect(await told('alice may cancel at compute/order o1')).toMatchObject({
      because: ['- at platform to user alice', 'canceller at compute/order o1 to user alice'],
    });
    await tell('disable organization acme');
    expect(await told('alice may cancel at compute/order o1')).toMatchObject({
      because: ['- at platform to user alice'],
    });
  });

  test('members of the platform hold check there', async () => {
    await tell('platform member root');
    expect((await told('root may check at platform')).because).toEqual(['- at platform to serviceuser root']);
    expect((await told('root may not get at project web: no_grant')).because).toEqual([]);
  });

  test('more groups and grants than are held whole', async () => {
    const groups = Array.from({ length: 80 }, (_, number) => `m${number}`);
    const folders = Array.from({ length: 300 }, (_, number) => `compute/folder x${number}`);
    await tell(
      [
        ...groups.map((name) => `group ${name} in acme`),
        ...groups.map((name) => `carol in ${name}`),
        ...folders.map((folder) => `resource ${folder} in web`),
        ...folders.map((folder) => `owner carol of ${folder}`),
        'm7 in staff',
        'grant reader to m3 at organization acme',
        'grant canceller to m5 at compute/order o1',
        'owner carol of compute/order o1',
      ].join('\n'),
    );
    expect(await told('carol may get at compute/order o1', [...NAMES, 'group m3', 'group m5'])).toMatchObject({
      because: [
        '- at compute/order o1 to user carol',
        'reader at project web to group staff through group staff',
        'reader at organization acme to group m3 through group m3',
      ],
      considered: [
        'compute/order o1: - to user carol; canceller to group m5 through group m5, not',
        'compute/folder f1: ',
        'project web: reader to group staff through group staff',
        'organization acme: reader to group m3 through group m3',
        'platform: ',
      ],
    });
    expect((await told('carol may get at group staff')).because).toEqual([
      '- at group staff to user carol through group staff',
    ]);
  });
});

describe('denied', () => {
  test('no grant: what would have sufficed at each object on the way', async () => {
    expect(await told('alice may not compute_order_cancel at compute/folder f1: no_grant')).toMatchObject({
      because: [],
      wouldSuffice: [
        'compute_order_cancel at compute/folder f1',
        'compute_order_cancel at project web',
        'app_project_administer at project web',
        'compute_order_cancel at organization acme',
        'app_project_administer at organization acme',
        'app_organization_administer at organization acme',
        'compute_order_cancel at platform',
        'app_project_administer at platform',
        'app_organization_administer at platform',
      ],
    });
  });

  test.each([
    ['carol may not get at project web: no_grant', ['app_project_get', 'app_project_update', 'app_project_administer']],
    ['carol may not administer at project web: no_grant', ['app_project_administer']],
    ['carol may not get at group staff: no_grant', ['app_group_get', 'app_group_administer']],
    [
      'carol may not get at organization acme: no_grant',
      ['app_organization_get', 'app_organization_update', 'app_organization_administer'],
    ],
    ['carol may not check at platform: no_grant', ['app_platform_check']],
    ['carol may not superuser at platform: no_grant', ['app_platform_superuser']],
  ])('%s: each at the object, none twice', async (line, expected) => {
    const { wouldSuffice, considered } = await told(line);
    const object = considered[0]?.replace(/: $/, '');
    expect(wouldSuffice.filter((text) => text.endsWith(` at ${object}`))).toEqual(
      expected.map((permission) => `${permission} at ${object}`),
    );
    expect(new Set(wouldSuffice).size).toBe(wouldSuffice.length);
  });

  test('a disabled role gives nothing', async () => {
    await tell('disable role reader');
    expect(await told('alice may not get at compute/order o1: no_grant')).toMatchObject({
      considered: [
        'compute/order o1: canceller to user alice, not',
        'compute/folder f1: ',
        'project web: reader to group staff through group devs, group staff, not',
        'organization acme: ',
        'platform: ',
      ],
    });
  });

  test('grants through a disabled group are not considered', async () => {
    await tell('disable group devs');
    const { considered } = await told('alice may not get at compute/order o1: no_grant');
    expect(considered[2]).toBe('project web: ');
  });

  test.each([
    ['organization acme', 'organization_disabled'],
    ['project web', 'project_disabled'],
  ])('a disabled %s: what is granted is told, and that it does not help', async (object, reason) => {
    await tell(`disable ${object}
      owner carol of compute/order o1`);
    const explained = await told(`carol may not get at compute/order o1: ${reason}`);
    expect(explained).toMatchObject({ because: [], wouldSuffice: [] });
    expect(explained.considered[0]).toBe('compute/order o1: - to user carol');
    expect(explained.considered).toContain(`${object} (disabled): `);
  });

  test('a disabled principal holds nothing', async () => {
    await tell('disable user alice');
    expect(await told('alice may not cancel at compute/order o1: principal_disabled')).toEqual({
      outcome: 'principal_disabled',
      because: [],
      considered: ['compute/order o1: ', 'compute/folder f1: ', 'project web: ', 'organization acme: ', 'platform: '],
      wouldSuffice: [],
    });
  });

  test('nothing is told of an object that is not there', async () => {
    const { question } = readCheck(world, 'alice may cancel at compute/order o1');
    await tell('delete compute/order o1');
    expect(await explainPermission(decisions, question)).toMatchObject({
      outcome: 'resource_unknown',
      because: [],
      considered: [],
      wouldSuffice: [],
    });
  });
});

test('one statement when cold, none when warm', async () => {
  store.statements();
  await told('alice may get at compute/order o1');
  expect(store.statements()).toBe(1);
  await told('alice may not compute_order_cancel at compute/folder f1: no_grant');
  expect(store.statements()).toBe(0);
});
