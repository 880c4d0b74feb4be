// What every implementation of the permission store must do.
import { beforeEach, describe, expect, test } from 'vitest';
import { sqlPermissionStores } from '../../src/permissions/index.js';
import type { PermissionDraft } from '../../src/permissions/permission.js';
import type { Database } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { changesAt, createWorld, uuid, type World } from './world.js';

const FIRST = new Date('2026-01-02T03:04:05Z');
const LATER = new Date('2026-02-02T03:04:05Z');

let db: Database;
let world: World;
let store: ReturnType<typeof sqlPermissionStores>['permissions'];

beforeEach(async () => {
  db = await testDatabase();
  world = await createWorld(db);
  store = sqlPermissionStores(db).permissions;
});

function draft(namespace: string, verb: string, title = ''): PermissionDraft {
  return { id: uuid(), namespace, verb, title, metadata: { of: title } };
}

test('the built-in ones are there from the start, in the order of their slugs', async () => {
  const slugs = (await store.list()).map(({ slug }) => slug);
  expect(slugs).toHaveLength(25);
  expect(slugs).toEqual([...slugs].sort());
});

describe('define', () => {
  test('adds what is new and tells the feed', async () => {
    const drafts = [draft('compute/order', 'get', 'b'), draft('compute/order', 'delete', 'a')];
    const { value, revision } = await store.define(drafts, FIRST);
    expect(value).toEqual(
      drafts.map((wanted) => ({
        ...wanted,
        slug: `compute_order_${wanted.verb}`,
        builtIn: false,
        createdAt: FIRST,
        updatedAt: FIRST,
      })),
    );
    expect(await changesAt(db, revision)).toEqual(['permission compute_order_delete', 'permission compute_order_get']);
    expect(await store.find((value[0] as { id: string }).id)).toEqual(value[0]);
  });

  test('the same again keeps its id, takes the description and is no change', async () => {
    const first = await store.define([draft('compute/order', 'get', 'one')], FIRST);
    const again = await store.define([draft('compute/order', 'get', 'two')], LATER);
    expect(again.value).toEqual([
      { ...first.value[0], title: 'two', metadata: { of: 'two' }, createdAt: FIRST, updatedAt: LATER },
    ]);
    expect(again.revision).toBe(first.revision);
  });

  test('twice in one request is one permission', async () => {
    const { value } = await store.define(
      [draft('compute/order', 'get', 'one'), draft('compute/order', 'get', 'two')],
      FIRST,
    );
    expect(value[0]).toEqual(value[1]);
    expect(value[0]).toMatchObject({ title: 'two' });
  });

  test('a slug that another namespace and verb have is taken, and nothing is added', async () => {
    await store.define([draft('a/b_c', 'd')], FIRST);
    await expect(store.define([draft('compute/order', 'get'), draft('a/b', 'c_d')], FIRST)).rejects.toMatchObject({
      code: 'already_exists',
      violations: [{ field: 'bodies[1].key' }],
    });
    expect(await store.findBySlugs(['compute_order_get'])).toEqual([]);
  });

  test('a built-in one is not changed', async () => {
    await expect(store.define([draft('app/project', 'get', 'mine')], FIRST)).rejects.toMatchObject({
      code: 'already_exists',
    });
    expect(await store.findBySlugs(['app_project_get'])).toMatchObject([{ title: '' }]);
  });
});

test('describe replaces the description', async () => {
  const [permission] = (await store.define([draft('compute/order', 'get')], FIRST)).value;
  const { value } = await store.describe(permission?.id as string, { title: 'new', metadata: {} }, LATER);
  expect(value).toEqual({ ...permission, title: 'new', metadata: {}, updatedAt: LATER });
  await expect(store.describe(uuid(), { title: '', metadata: {} }, LATER)).rejects.toMatchObject({ code: 'not_found' });
});

describe('remove', () => {
  test('takes it out of every role', async () => {
    const { value } = await store.define([draft('compute/disk', 'get'), draft('compute/disk', 'delete')], FIRST);
    const role = { title: '', scopes: [], metadata: {} };
    const drafts = [
      { ...role, id: uuid(), name: 'one', orgId: null, permissions: ['compute_disk_get'] },
      { ...role, id: uuid(), name: 'two', orgId: world.ours.org, permissions: ['app_project_get', 'compute_disk_get'] },
      { ...role, id: uuid(), name: 'three', orgId: null, permissions: ['compute_disk_delete'] },
    ];
    for (const each of drafts) await world.deps.roles.create(each, FIRST);
    const { revision } = await store.remove(value[0]?.id as string, LATER);
    const permissions = await Promise.all(drafts.map(async ({ id }) => (await world.deps.roles.find(id))?.permissions));
    expect(permissions).toEqual([[], ['app_project_get'], ['compute_disk_delete']]);
    expect(await changesAt(db, revision)).toEqual(
      ['permission compute_disk_get', `role ${drafts[0]?.id}`, `role ${drafts[1]?.id}`].sort(),
    );
    expect(await store.find(value[0]?.id as string)).toBeUndefined();
  });

  test('refuses a built-in one', async () => {
    const [permission] = await store.findBySlugs(['app_group_get']);
    await expect(store.remove(permission?.id as string, LATER)).rejects.toMatchObject({
      code: 'failed_precondition',
      reason: 'PERMISSION_BUILT_IN',
    });
  });

  test('refuses the last of a namespace with resources', async () => {
    const { value } = await store.define([draft('compute/order', 'get'), draft('compute/order', 'delete')], FIRST);
    await store.remove(value[0]?.id as string, LATER);
    await expect(store.remove(value[1]?.id as string, LATER)).rejects.toMatchObject({
      code: 'failed_precondition',
      reason: 'NAMESPACE_HAS_RESOURCES',
    });
    await db.deleteFrom('resources').execute();
    await store.remove(value[1]?.id as string, LATER);
    expect(await store.list()).toHaveLength(25);
  });

  test('refuses one of two that leave at once', async () => {
    const { value } = await store.define([draft('compute/order', 'get'), draft('compute/order', 'delete')], FIRST);
    const removals = await Promise.allSettled(value.map(({ id }) => store.remove(id, LATER)));
    expect(removals.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('what is not there is not found', async () => {
    await expect(store.remove(uuid(), LATER)).rejects.toMatchObject({ code: 'not_found' });
  });
});
