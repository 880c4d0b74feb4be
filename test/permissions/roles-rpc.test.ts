// Roles as callers see them: of the platform and of an organization, and nobody makes one that exceeds them.
import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CreateOrganizationRoleRequestSchema,
  CreateRoleRequestSchema,
  DeleteOrganizationRoleRequestSchema,
  DeleteRoleRequestSchema,
  GetOrganizationRoleRequestSchema,
  ListOrganizationRolesRequestSchema,
  ListRolesRequestSchema,
  UpdateOrganizationRoleRequestSchema,
  UpdateRoleRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/roles_pb.js';
import { testDatabase } from '../support/database.js';
import { createWorld, invalid, uuid, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld(await testDatabase());
  world.holdings.add('*');
});

interface Body {
  readonly name?: string;
  readonly permissions?: string[];
  readonly title?: string;
  readonly scopes?: string[];
}

const VIEWER: Body = { name: 'viewer', permissions: ['app_project_get'] };

async function createRole(orgId: string, body: Body | undefined) {
  const request = create(CreateOrganizationRoleRequestSchema, { orgId, ...(body && { body }) });
  return (await world.rpc.createOrganizationRole(request, world.call)).role;
}

async function updateRole(id: string, orgId: string, body: Body) {
  const request = create(UpdateOrganizationRoleRequestSchema, { id, orgId, body });
  return (await world.rpc.updateOrganizationRole(request, world.call)).role;
}

const getRole = async (id: string, orgId: string) =>
  (await world.rpc.getOrganizationRole(create(GetOrganizationRoleRequestSchema, { id, orgId }), world.call)).role;

const deleteRole = async (id: string, orgId: string) =>
  world.rpc.deleteOrganizationRole(create(DeleteOrganizationRoleRequestSchema, { id, orgId }), world.call);

describe('a role of an organization', () => {
  test('lives from creation to deletion, its organization named by id or name', async () => {
    const { org, orgName } = world.ours;
    const role = await createRole(orgName, {
      ...VIEWER,
      permissions: ['app_project_update', 'app.project.get', 'app/project:get', 'app_project_get'],
      scopes: ['project', 'app/project', 'compute/order'],
    });
    expect(role).toMatchObject({
      name: 'viewer',
      permissions: ['app_project_get', 'app_project_update'],
      scopes: ['app/project', 'compute/order'],
      orgId: org,
      state: 'enabled',
    });
    const id = role?.id as string;
    expect(await getRole(id, orgName)).toEqual(role);
    const updated = await updateRole(id, org, { name: 'viewer', permissions: ['app_group_get'], title: 'V' });
    expect(updated).toMatchObject({ id, title: 'V', permissions: ['app_group_get'], scopes: [] });
    const list = await world.rpc.listOrganizationRoles(
      create(ListOrganizationRolesRequestSchema, { orgId: org }),
      world.call,
    );
    expect(list.roles).toEqual([updated]);
    expect(await deleteRole(id, org)).toEqual({ revision: expect.stringMatching(/^\d{16}$/) });
    await expect(getRole(id, org)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('of another organization, or of the platform, is not found', async () => {
    const theirs = (await createRole(world.theirs.org, VIEWER))?.id as string;
    const platform = (await world.deps.roles.findByName('app_project_viewer', null))?.id as string;
    for (const id of [theirs, platform, uuid()]) {
      await expect(getRole(id, world.ours.org)).rejects.toMatchObject({ code: 'not_found' });
      await expect(updateRole(id, world.ours.org, VIEWER)).rejects.toMatchObject({ code: 'not_found' });
      await expect(deleteRole(id, world.ours.org)).rejects.toMatchObject({ code: 'not_found' });
    }
    await expect(createRole('no-such', VIEWER)).rejects.toMatchObject({ code: 'not_found' });
  });

  test.each<[string, Body | undefined, string[]]>([
    ['no body', undefined, ['body']],
    ['nothing', {}, ['body.name', 'body.permissions']],
    ['a bad name', { ...VIEWER, name: 'a b' }, ['body.name']],
    ['NUL', { ...VIEWER, name: 'a\0' }, ['body.name']],
    ['a bad title', { ...VIEWER, title: '\ud800' }, ['body.title']],
    ['a bad scope', { ...VIEWER, scopes: ['project', 'no such'] }, ['body.scopes[1]']],
    ['a permission of no type', { ...VIEWER, permissions: ['get'] }, ['body.permissions[0]']],
    ['what no permission is called', { ...VIEWER, permissions: ['app_project_get', '\0'] }, ['body.permissions[1]']],
    [
      'permissions that are not defined',
      { ...VIEWER, permissions: ['x_y_z', 'app_project_get', 'compute.order.get'] },
      ['body.permissions[0]', 'body.permissions[2]'],
    ],
    [
      'too many',
      { ...VIEWER, permissions: Array.from({ length: 501 }, () => 'app_project_get') },
      ['body.permissions'],
    ],
  ])('refuses %s', async (_label, body, fields) => {
    await expect(createRole(world.ours.org, body)).rejects.toMatchObject(invalid(...fields));
  });

  test('is not renamed', async () => {
    const role = await createRole(world.ours.org, VIEWER);
    const renamed = updateRole(role?.id as string, world.ours.org, { ...VIEWER, name: 'other' });
    await expect(renamed).rejects.toMatchObject(invalid('body.name'));
  });

  test('is not named by a malformed id', async () => {
    for (const id of ['', 'viewer', uuid().toUpperCase()])
      await expect(getRole(id, world.ours.org)).rejects.toMatchObject(invalid('id'));
  });
});

describe('nobody makes a role that exceeds them', () => {
  const denied = { code: 'permission_denied', reason: 'ROLE_EXCEEDS_HOLDER', message: 'not authorized' };

  beforeEach(() => {
    world.holdings.clear();
    world.holdings.add(`app_project_get app/organization:${world.ours.org}`);
    world.holdings.add(`app_project_update app/organization:${world.theirs.org}`);
  });

  test('on creation', async () => {
    await createRole(world.ours.org, VIEWER);
    const wanted = { name: 'editor', permissions: ['app_project_get', 'app_project_update'] };
    await expect(createRole(world.ours.org, wanted)).rejects.toMatchObject(denied);
    expect(await world.deps.roles.findByName('editor', world.ours.org)).toBeUndefined();
  });

  test('on update', async () => {
    const role = await createRole(world.ours.org, VIEWER);
    const id = role?.id as string;
    const more = { permissions: ['app_project_get', 'app_project_update'] };
    await expect(updateRole(id, world.ours.org, more)).rejects.toMatchObject(denied);
    expect((await world.deps.roles.find(id))?.permissions).toEqual(['app_project_get']);
  });
});

describe('a role of the platform', () => {
  const createPlatformRole = async (body: Body) =>
    (await world.admin.createRole(create(CreateRoleRequestSchema, { body }), world.call)).role;
  const updatePlatformRole = async (id: string, body: Body) =>
    (await world.admin.updateRole(create(UpdateRoleRequestSchema, { id, body }), world.call)).role;
  const deletePlatformRole = async (id: string) =>
    world.admin.deleteRole(create(DeleteRoleRequestSchema, { id }), world.call);

  test('lives from creation to deletion, named by id or name', async () => {
    const role = await createPlatformRole(VIEWER);
    expect(role).toMatchObject({ name: 'viewer', orgId: '00000000-0000-0000-0000-000000000000' });
    expect(await updatePlatformRole('viewer', { ...VIEWER, title: 'V' })).toMatchObject({ id: role?.id, title: 'V' });
    const { roles = [] } = await world.rpc.listRoles(create(ListRolesRequestSchema), world.call);
    expect(roles.map(({ name }) => name)).toHaveLength(11);
    await deletePlatformRole(role?.id as string);
    await expect(deletePlatformRole('viewer')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('that is built in is neither changed nor deleted', async () => {
    const refused = { code: 'failed_precondition', reason: 'ROLE_BUILT_IN' };
    await expect(updatePlatformRole('app_project_viewer', { permissions: ['app_project_get'] })).rejects.toMatchObject(
      refused,
    );
    await expect(deletePlatformRole('app_project_viewer')).rejects.toMatchObject(refused);
    await expect(createPlatformRole({ ...VIEWER, name: 'app_project_viewer' })).rejects.toMatchObject({
      code: 'already_exists',
    });
  });

  test('is never an organization’s', async () => {
    const ours = await createRole(world.ours.org, VIEWER);
    for (const id of [ours?.id as string, 'viewer']) {
      await expect(updatePlatformRole(id, VIEWER)).rejects.toMatchObject({ code: 'not_found' });
      await expect(deletePlatformRole(id)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  test('ListRoles filters by state and scope and refuses others', async () => {
    const list = async (filter: { state?: string; scopes?: string[] }) =>
      (await world.rpc.listRoles(create(ListRolesRequestSchema, filter), world.call)).roles?.map(({ name }) => name);
    expect(await list({ scopes: ['group'] })).toEqual(['app_group_member', 'app_group_owner']);
    expect(await list({ state: 'disabled' })).toEqual([]);
    await expect(list({ state: 'on' })).rejects.toMatchObject(invalid('state'));
    await expect(list({ scopes: ['\0'] })).rejects.toMatchObject(invalid('scopes[0]'));
  });
});
