// What every implementation of the role store must do.
import { beforeEach, describe, expect, test } from 'vitest';
import type { RoleDraft } from '../../src/permissions/roles/role.js';
import type { RoleStore } from '../../src/permissions/roles/store.js';
import { testDatabase } from '../support/database.js';
import { changesAt, createWorld, uuid, type World } from './world.js';

const FIRST = new Date('2026-01-02T03:04:05Z');
const LATER = new Date('2026-02-02T03:04:05Z');

let world: World;
let store: RoleStore;
beforeEach(async () => {
  world = await createWorld(await testDatabase());
  store = world.deps.roles;
});

function draft(name: string, orgId: string | null, permissions = ['app_project_get']): RoleDraft {
  return { id: uuid(), name, orgId, permissions, title: 'T', scopes: ['app/project'], metadata: { a: 1 } };
}

const all = { state: undefined, scopes: [] };

test('the built-in roles are the first platform roles, in the order of their names', async () => {
  const names = (await store.list({ orgId: null, ...all })).map(({ name }) => name);
  expect(names).toHaveLength(10);
  expect(names).toEqual([...names].sort());
});

test('create answers what find then finds, and tells the feed', async () => {
  const wanted = draft('one', world.ours.org);
  const { value, revision } = await store.create(wanted, FIRST);
  expect(value).toEqual({ ...wanted, state: 'enabled', builtIn: false, createdAt: FIRST, updatedAt: FIRST });
  expect(await store.find(wanted.id)).toEqual(value);
  expect(await changesAt(world.db, revision)).toEqual([`role ${wanted.id}`]);
});

test('a name is taken within its organization, or the platform, alone', async () => {
  const homes = [null, world.ours.org, world.theirs.org];
  for (const home of homes) await store.create(draft('one', home), FIRST);
  for (const home of homes) {
    await expect(store.create(draft('one', home), FIRST)).rejects.toMatchObject({
      code: 'already_exists',
      violations: [{ field: 'body.name' }],
    });
    expect(await store.findByName('one', home)).toMatchObject({ orgId: home });
  }
  expect(await store.findByName('app_project_viewer', world.ours.org)).toBeUndefined();
});

test('lists one home, by state and by scope', async () => {
  for (const name of ['b', 'a']) await store.create(draft(name, world.ours.org), FIRST);
  await store.create({ ...draft('c', world.ours.org), scopes: ['compute/order'] }, FIRST);
  const names = async (filter: Partial<Parameters<RoleStore['list']>[0]>) =>
    (await store.list({ orgId: world.ours.org, ...all, ...filter })).map(({ name }) => name);
  expect(await names({})).toEqual(['a', 'b', 'c']);
  expect(await names({ scopes: ['app/project', 'app/group'] })).toEqual(['a', 'b']);
  expect(await names({ state: 'enabled', scopes: ['compute/order'] })).toEqual(['c']);
  expect(await names({ state: 'disabled' })).toEqual([]);
  expect(await names({ orgId: world.theirs.org })).toEqual([]);
});

test('a role is never made of what is not defined, nor for an organization that is not there', async () => {
  await expect(store.create(draft('one', null, ['compute_order_get']), FIRST)).rejects.toMatchObject({
    code: 'aborted',
    reason: 'PERMISSION_REMOVED',
  });
  await expect(store.create(draft('one', uuid()), FIRST)).rejects.toMatchObject({ code: 'not_found' });
});

describe('update', () => {
  test('replaces the description and tells the feed', async () => {
    const { value: role } = await store.create(draft('one', null), FIRST);
    const description = { permissions: ['app_group_get', 'app_project_update'], title: '', scopes: [], metadata: {} };
    const { value, revision } = await store.update(role.id, description, LATER);
    expect(value).toEqual({ ...role, ...description, updatedAt: LATER });
    expect(await changesAt(world.db, revision)).toEqual([`role ${role.id}`]);
  });

  test('refuses what is not there, what is built in, and what is not defined', async () => {
    const { value: role } = await store.create(draft('one', null), FIRST);
    const builtIn = await store.findByName('app_project_viewer', null);
    const description = draft('one', null);
    await expect(store.update(uuid(), description, LATER)).rejects.toMatchObject({ code: 'not_found' });
    await expect(store.update(builtIn?.id as string, description, LATER)).rejects.toMatchObject({
      code: 'failed_precondition',
      reason: 'ROLE_BUILT_IN',
    });
    const undefinedPermission = { ...description, permissions: ['compute_order_get'] };
    await expect(store.update(role.id, undefinedPermission, LATER)).rejects.toMatchObject({ code: 'aborted' });
    expect(await store.find(role.id)).toEqual(role);
  });
});

describe('remove', () => {
  test('removes and tells the feed', async () => {
    const { value: role } = await store.create(draft('one', null), FIRST);
    const { revision } = await store.remove(role.id);
    expect(await changesAt(world.db, revision)).toEqual([`role ${role.id}`]);
    expect(await store.find(role.id)).toBeUndefined();
    await expect(store.remove(role.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('refuses a built-in role and one that a policy grants', async () => {
    const builtIn = await store.findByName('app_project_viewer', null);
    await expect(store.remove(builtIn?.id as string)).rejects.toMatchObject({ reason: 'ROLE_BUILT_IN' });
    const { value: role } = await store.create(draft('one', world.ours.org), FIRST);
    const place = await world.deps.policies.locate({ namespace: 'app/project', id: world.ours.project });
    if (place === undefined) throw new Error('no project');
    const principal = { namespace: 'app/user', id: world.user } as const;
    const policy = { id: uuid(), roleId: role.id, place, principal, title: '', metadata: {} };
    await world.deps.policies.create(policy, FIRST);
    await expect(store.remove(role.id)).rejects.toMatchObject({ code: 'failed_precondition', reason: 'ROLE_IN_USE' });
    await world.deps.policies.remove(policy.id);
    await store.remove(role.id);
  });
});
