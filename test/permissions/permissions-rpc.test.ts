// Permissions as callers see them: names old and new, and bad input.
import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CreatePermissionRequestSchema,
  DeletePermissionRequestSchema,
  GetPermissionRequestSchema,
  ListPermissionsRequestSchema,
  UpdatePermissionRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/permissions_pb.js';
import { testDatabase } from '../support/database.js';
import { createWorld, invalid, uuid, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld(await testDatabase());
});

interface Body {
  readonly key?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly title?: string;
  readonly metadata?: Record<string, string>;
}

async function define(...bodies: readonly Body[]) {
  const request = create(CreatePermissionRequestSchema, { bodies: [...bodies] });
  const { permissions = [] } = await world.admin.createPermission(request, world.call);
  return permissions;
}

const get = async (id: string) =>
  (await world.rpc.getPermission(create(GetPermissionRequestSchema, { id }), world.call)).permission;

describe('CreatePermission', () => {
  test('by key, or by namespace and name; the same again is the same', async () => {
    const [byKey] = await define({ key: 'compute.order.get', title: 'Get', metadata: { a: 'b' } });
    expect(byKey).toMatchObject({
      key: 'compute.order.get',
      name: 'get',
      namespace: 'compute/order',
      title: 'Get',
      metadata: { a: 'b' },
    });
    const [byName] = await define({ namespace: 'compute/order', name: 'get' });
    expect(byName?.id).toBe(byKey?.id);
    expect(await define({ key: 'compute.order.delete', namespace: 'ignored', name: 'ignored' })).toMatchObject([
      { key: 'compute.order.delete' },
    ]);
  });

  test.each<[string, Body[], string[]]>([
    ['nothing', [], ['bodies']],
    ['too many', Array.from({ length: 101 }, () => ({ key: 'compute.order.get' })), ['bodies']],
    ['no name', [{}], ['bodies[0].key']],
    ['no key but a verb', [{ name: 'get' }], ['bodies[0].key']],
    ['an old name without a slash', [{ namespace: 'compute', name: 'get' }], ['bodies[0].namespace']],
    ['an old name with a bad verb', [{ namespace: 'compute/order', name: 'g' }], ['bodies[0].name']],
    ['a reserved service', [{ key: 'compute.order.get' }, { key: 'app.project.new' }], ['bodies[1].key']],
    ['a reserved verb', [{ key: 'compute.order.owner' }], ['bodies[0].key']],
    ['a slug', [{ key: 'compute_order_get' }], ['bodies[0].key']],
    ['NUL', [{ key: 'compute.order.get\0' }], ['bodies[0].key']],
    ['a bad title', [{ key: 'compute.order.get', title: 'a\nb' }], ['bodies[0].title']],
    ['NUL in metadata', [{ key: 'compute.order.get', metadata: { a: '\0' } }], ['bodies[0].metadata']],
  ])('refuses %s', async (_label, bodies, fields) => {
    await expect(define(...bodies)).rejects.toMatchObject(invalid(...fields));
  });
});

test('GetPermission takes id, slug and key', async () => {
  const [permission] = await define({ key: 'compute.order.get' });
  for (const id of [permission?.id as string, 'compute_order_get', 'compute.order.get'])
    expect(await get(id)).toEqual(permission);
  for (const id of [uuid(), 'get', 'compute_order_put'])
    await expect(get(id)).rejects.toMatchObject({ code: 'not_found' });
  for (const id of ['', 'a b', '\0', 'a'.repeat(10_000)]) await expect(get(id)).rejects.toMatchObject(invalid('id'));
});

test('ListPermissions lists all', async () => {
  await define({ key: 'compute.order.get' });
  const { permissions = [] } = await world.rpc.listPermissions(create(ListPermissionsRequestSchema), world.call);
  expect(permissions).toHaveLength(26);
  expect(permissions.at(-1)).toMatchObject({ key: 'compute.order.get' });
});

test('UpdatePermission replaces title and metadata and never the name', async () => {
  const [permission] = await define({ key: 'compute.order.get', title: 'old', metadata: { a: 'b' } });
  const update = async (id: string, body: Body) =>
    world.admin.updatePermission(create(UpdatePermissionRequestSchema, { id, body: { ...body } }), world.call);
  const { permission: updated } = await update('compute.order.get', { key: 'compute.order.get', title: 'new' });
  expect(updated).toMatchObject({ id: permission?.id, title: 'new', metadata: {} });
  await expect(update('compute.order.get', { key: 'compute.order.put' })).rejects.toMatchObject(invalid('body.key'));
  await expect(update(uuid(), {})).rejects.toMatchObject({ code: 'not_found' });
  const bodiless = create(UpdatePermissionRequestSchema, { id: 'compute.order.get' });
  await expect(world.admin.updatePermission(bodiless, world.call)).rejects.toMatchObject(invalid('body'));
});

test('DeletePermission takes id, slug and key', async () => {
  const remove = async (id: string) =>
    world.admin.deletePermission(create(DeletePermissionRequestSchema, { id }), world.call);
  await define({ key: 'compute.disk.get' });
  expect(await remove('compute.disk.get')).toEqual({ revision: expect.stringMatching(/^\d{16}$/) });
  await expect(remove('compute.disk.get')).rejects.toMatchObject({ code: 'not_found' });
  await expect(remove('app.project.get')).rejects.toMatchObject({ code: 'failed_precondition' });
  await expect(remove('a/b')).rejects.toMatchObject(invalid('id'));
});
