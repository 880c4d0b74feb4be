// Administrators and members of the platform: added, listed, removed, and never none.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  AddPlatformUserRequestSchema,
  ListPlatformUsersRequestSchema,
  RemovePlatformUserRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/platform_pb.js';
import { BOOTSTRAP_SERVICE_USER_ID } from '../../src/permissions/index.js';
import { testDatabase } from '../support/database.js';
import { changesAt, createWorld, invalid, uuid, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld(await testDatabase());
});

const add = async (request: MessageInitShape<typeof AddPlatformUserRequestSchema>) =>
  (await world.admin.addPlatformUser(create(AddPlatformUserRequestSchema, request), world.call)).revision as string;
const remove = async (request: MessageInitShape<typeof RemovePlatformUserRequestSchema>) =>
  (await world.admin.removePlatformUser(create(RemovePlatformUserRequestSchema, request), world.call))
    .revision as string;
const list = async () => world.admin.listPlatformUsers(create(ListPlatformUsersRequestSchema), world.call);
const isAdministrator = (id: string, namespace = 'app/user') => world.deps.platform.isAdministrator({ namespace, id });

test('a user becomes and ceases to be an administrator, and the feed is told', async () => {
  const { user } = world;
  const told = [`platform app/user:${user}`];
  await add({ serviceuserId: world.ours.serviceUser, relation: 'admin' });
  expect(await isAdministrator(user)).toBe(false);
  const added = await add({ userId: user, relation: 'admin' });
  expect(await changesAt(world.db, added)).toEqual(told);
  expect(await isAdministrator(user)).toBe(true);
  expect(await isAdministrator(user, 'app/serviceuser')).toBe(false);
  expect(await add({ userId: user, relation: 'admin' })).toBe(added);
  const removed = await remove({ userId: user, relation: 'admin' });
  expect(await changesAt(world.db, removed)).toEqual(told);
  expect(await isAdministrator(user)).toBe(false);
  expect(await remove({ userId: user, relation: 'admin' })).toBe(removed);
});

test('a user may be named by e-mail address, whatever its case', async () => {
  await add({ userId: `${world.user.toUpperCase()}@Example.org`, relation: 'member' });
  expect(await list()).toMatchObject({ users: [{ id: world.user }] });
  await remove({ userId: `${world.user}@example.org` });
  expect(await list()).toEqual({ users: [], serviceusers: [] });
});

test('a member is no administrator; an empty relation removes both', async () => {
  const { serviceUser } = world.ours;
  await add({ userId: world.user, relation: 'admin' });
  await add({ serviceuserId: serviceUser, relation: 'member' });
  expect(await isAdministrator(serviceUser, 'app/serviceuser')).toBe(false);
  await add({ serviceuserId: serviceUser, relation: 'admin' });
  await remove({ serviceuserId: serviceUser });
  expect((await list()).serviceusers).toEqual([]);
});

test('lists each once, with the stronger relation', async () => {
  const { serviceUser, org } = world.ours;
  await add({ userId: world.user, relation: 'member' });
  await add({ userId: world.user, relation: 'admin' });
  await add({ serviceuserId: serviceUser, relation: 'member' });
  expect(await list()).toMatchObject({
    users: [{ id: world.user, email: `${world.user}@example.org`, metadata: { relation: 'admin' }, state: 'enabled' }],
    serviceusers: [{ id: serviceUser, orgId: org, metadata: { relation: 'member' } }],
  });
});

describe('an administrator stays', () => {
  const last = { code: 'failed_precondition', reason: 'LAST_PLATFORM_ADMINISTRATOR' };

  test('the last is not removed', async () => {
    await add({ userId: world.user, relation: 'admin' });
    await add({ userId: world.user, relation: 'member' });
    for (const relation of ['admin', ''])
      await expect(remove({ userId: world.user, relation })).rejects.toMatchObject(last);
    await remove({ userId: world.user, relation: 'member' });
    expect(await isAdministrator(world.user)).toBe(true);
  });

  test('of two that go at once one is the last', async () => {
    const { serviceUser } = world.ours;
    await add({ userId: world.user, relation: 'admin' });
    await add({ serviceuserId: serviceUser, relation: 'admin' });
    const removals = await Promise.allSettled([remove({ userId: world.user }), remove({ serviceuserId: serviceUser })]);
    expect(removals.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('the bootstrap service user is not removed', async () => {
    await add({ userId: world.user, relation: 'admin' });
    await expect(remove({ serviceuserId: BOOTSTRAP_SERVICE_USER_ID })).rejects.toMatchObject({
      code: 'failed_precondition',
      reason: 'BOOTSTRAP_ADMINISTRATOR',
    });
  });
});

describe('bad input', () => {
  const id = uuid();
  test.each<[string, { userId?: string; serviceuserId?: string; relation: string }, string]>([
    ['nobody', { relation: 'admin' }, 'user_id'],
    ['two at once', { userId: id, serviceuserId: id, relation: 'admin' }, 'user_id'],
    ['a name', { userId: 'somebody', relation: 'admin' }, 'user_id'],
    ['an address with NUL', { userId: 'a\0@example.org', relation: 'admin' }, 'user_id'],
    ['an address of 10 kB', { userId: `${'a'.repeat(10_000)}@b`, relation: 'admin' }, 'user_id'],
    ['an upper-case id', { serviceuserId: id.toUpperCase(), relation: 'admin' }, 'serviceuser_id'],
    ['another relation', { userId: id, relation: 'owner' }, 'relation'],
  ])('refuses %s', async (_label, request, field) => {
    await expect(add(request)).rejects.toMatchObject(invalid(field));
    await expect(remove(request)).rejects.toMatchObject(invalid(field));
  });

  test('an added relation must be said; who is not there is not found', async () => {
    await expect(add({ userId: id })).rejects.toMatchObject(invalid('relation'));
    for (const request of [{ userId: id }, { userId: 'no@example.org' }, { serviceuserId: id }]) {
      await expect(add({ ...request, relation: 'admin' })).rejects.toMatchObject({ code: 'not_found' });
      await expect(remove(request)).rejects.toMatchObject({ code: 'not_found' });
    }
  });
});
