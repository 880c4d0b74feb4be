// What a principal may do to an object: exactly the permissions that a check of each would allow.
import { beforeEach, describe, expect, test } from 'vitest';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import { lookupPermissions } from '../../src/decisions/lookup-permissions.js';
import { type ObjectRef, parseObjectRef } from '../../src/kernel/object-ref.js';
import { testDatabase } from '../support/database.js';
import { createWorld, idOf, type World } from '../support/world.js';
import { type CountingStore, countingStore } from './stores.js';

let world: World;
let store: CountingStore;
let decisions: Decisions;

beforeEach(async () => {
  const db = await testDatabase();
  world = await createWorld(db);
  store = countingStore(db);
  await world.tell(`
    permission compute/order get
    permission compute/order cancel
    permission storage/disk mount
    role reader: compute_order_get
    role changer: app_project_update
    organization acme
    project web in acme
    group devs in acme
    user alice
    user carol
    carol in devs
    resource compute/folder f1 in web
    resource compute/order o1 under compute/folder f1
    grant reader to alice at project web
    grant changer to devs at project web
    owner carol of compute/order o1`);
  decisions = await createDecisions(store, 10_000);
  store.statements();
});

async function held(principal: string, object: string | ObjectRef): Promise<readonly string[]> {
  const ref = typeof object === 'string' ? world.object(object) : object;
  const answer = await lookupPermissions(decisions, { principal: world.principal(principal), object: ref });
  expect(answer.revision).toBe(decisions.revision());
  return answer.permissions;
}

const CUSTOM = ['compute_order_cancel', 'compute_order_get', 'storage_disk_mount'];

test.each([
  ['alice', 'compute/order o1', ['compute_order_get']],
  ['alice', 'compute/folder f1', ['compute_order_get']],
  ['alice', 'project web', ['compute_order_get']],
  ['alice', 'organization acme', []],
  ['alice', 'platform', []],
  ['carol', 'compute/order o1', CUSTOM],
  ['carol', 'compute/folder f1', []],
  ['carol', 'project web', ['app_project_get', 'app_project_update']],
  ['carol', 'group devs', ['app_group_get']],
  ['devs', 'project web', ['app_project_get', 'app_project_update']],
  ['alice', 'user alice', []],
])('%s at %s', async (principal, object, expected) => {
  expect(await held(principal, object)).toEqual(expected);
});

describe('of the platform', () => {
  test('its members hold check there', async () => {
    await world.tell('platform member alice');
    await decisions.feed.catchUp();
    expect(await held('alice', 'platform')).toEqual(['app_platform_check']);
  });

  test('its administrators hold all that can be asked', async () => {
    await world.tell('platform admin alice');
    await decisions.feed.catchUp();
    const permissions = await held('alice', 'platform');
    expect(permissions).toEqual(
      expect.arrayContaining(['app_group_get', 'app_platform_check', 'app_platform_superuser']),
    );
    expect(permissions).toEqual([...permissions].sort());
    expect(await held('alice', 'compute/order o1')).toEqual(CUSTOM);
    expect(await held('alice', 'group devs')).not.toContain('compute_order_get');
  });
});

describe('objects', () => {
  test('by name', async () => {
    expect(await held('alice', parseObjectRef('project:web', 'resource'))).toEqual(['compute_order_get']);
  });

  test.each([
    ['an id that names nothing', `compute/order:${idOf('nothing')}`],
    ['a type that nothing is of', `nosuch/thing:${idOf('nothing')}`],
  ])('%s: nothing is held', async (_, resource) => {
    expect(await held('alice', parseObjectRef(resource, 'resource'))).toEqual([]);
  });

  test('a name that stands for nothing is not found', async () => {
    await expect(held('alice', parseObjectRef('project:nothing', 'resource'))).rejects.toMatchObject({
      code: 'not_found',
      violations: [{ field: 'resource', description: 'names nothing' }],
    });
  });
});

describe('statements', () => {
  test('one when cold, none when warm', async () => {
    await held('alice', 'compute/order o1');
    expect(store.statements()).toBe(1);
    await held('alice', 'compute/order o1');
    await held('alice', 'project web');
    expect(store.statements()).toBe(0);
  });

  test('permissions defined and removed meanwhile are known at once, with one more', async () => {
    expect(await held('carol', 'compute/order o1')).toEqual(CUSTOM);
    await world.tell('permission compute/order audit');
    await decisions.feed.catchUp();
    store.statements();
    expect(await held('carol', 'compute/order o1')).toEqual(['compute_order_audit', ...CUSTOM]);
    expect(store.statements()).toBe(1);
    await world.tell('no permission compute/order cancel');
    await decisions.feed.catchUp();
    expect(await held('carol', 'compute/order o1')).toEqual([
      'compute_order_audit',
      'compute_order_get',
      'storage_disk_mount',
    ]);
  });

  test('many lookups at once read the list of permissions once', async () => {
    await world.tell('permission compute/order audit');
    await decisions.feed.catchUp();
    store.statements();
    await Promise.all(Array.from({ length: 20 }, () => held('carol', 'compute/order o1')));
    expect(store.statements()).toBe(1);
  });
});
