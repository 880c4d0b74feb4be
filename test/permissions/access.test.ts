// What each RPC of the area requires, and that strangers learn nothing from it.
import { create, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CreatePolicyForProjectRequestSchema,
  CreatePolicyRequestSchema,
  GetPolicyRequestSchema,
  ListPoliciesRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/policies_pb.js';
import { CreateOrganizationRoleRequestSchema } from '../../gen/raystack/frontier/v1beta1/roles_pb.js';
import { PLATFORM } from '../../src/kernel/object-ref.js';
import { callerOf } from '../../src/kernel/rpc.js';
import { permissionsAccess, permissionsAdminAccess } from '../../src/permissions/index.js';
import { testDatabase } from '../support/database.js';
import { createWorld, invalid, organization, uuid, type World } from './world.js';

const SUPERUSER = { permission: 'app_platform_superuser', object: PLATFORM };

let world: World;
let access: ReturnType<typeof permissionsAccess>;
beforeEach(async () => {
  world = await createWorld(await testDatabase());
  access = permissionsAccess(world.deps);
});

/** What an RPC requires for a request; errors and promises alike come out as a promise. */
async function required<S extends DescMessage>(
  rpc: keyof typeof access,
  schema: S,
  request: MessageInitShape<S>,
): Promise<unknown> {
  const rule = access[rpc] as unknown;
  if (typeof rule !== 'function') return rule;
  return rule(create(schema, request), callerOf(world.call));
}

test('every write of the platform takes a platform administrator', () => {
  expect(new Set(Object.values(permissionsAdminAccess))).toEqual(new Set([SUPERUSER]));
  expect(Object.keys(permissionsAdminAccess)).toHaveLength(10);
});

test('names of permissions and platform roles are for everyone who is known', () => {
  const { listPermissions, getPermission, listRoles } = access;
  expect([listPermissions, getPermission, listRoles]).toEqual(['authenticated', 'authenticated', 'authenticated']);
});

describe('roles of an organization', () => {
  const rolemanage = 'app_organization_rolemanage';
  test.each([
    ['listOrganizationRoles', 'app_organization_get'],
    ['getOrganizationRole', rolemanage],
    ['createOrganizationRole', rolemanage],
    ['updateOrganizationRole', rolemanage],
    ['deleteOrganizationRole', rolemanage],
  ] as const)('%s takes %s', async (rpc, permission) => {
    const object = organization(world.ours.org);
    for (const orgId of [world.ours.org, world.ours.orgName])
      expect(await required(rpc, CreateOrganizationRoleRequestSchema, { orgId })).toEqual({ permission, object });
    for (const orgId of [uuid(), 'no-such'])
      expect(await required(rpc, CreateOrganizationRoleRequestSchema, { orgId })).toEqual(SUPERUSER);
    for (const orgId of ['', 'a b', 'a\0'])
      await expect(required(rpc, CreateOrganizationRoleRequestSchema, { orgId })).rejects.toMatchObject(
        invalid('org_id'),
      );
  });
});

describe('policies', () => {
  const atResource = (resource: string) => required('createPolicy', CreatePolicyRequestSchema, { body: { resource } });

  test('take the management of policies where they are made', async () => {
    const { org, orgName, project, projectName, group, resource } = world.ours;
    const atProject = { permission: 'app_project_policymanage', object: { namespace: 'app/project', id: project } };
    const expected: [string, object][] = [
      [`org:${orgName}`, { permission: 'app_organization_policymanage', object: organization(org) }],
      [`app/project:${projectName}`, atProject],
      [`group:${group}`, { permission: 'app_group_delete', object: { namespace: 'app/group', id: group } }],
      [`compute/order:${resource}`, atProject],
      ['platform:platform', SUPERUSER],
    ];
    for (const [text, requirement] of expected) expect(await atResource(text)).toEqual(requirement);
    expect(
      await required('createPolicyForProject', CreatePolicyForProjectRequestSchema, { projectId: projectName }),
    ).toEqual(atProject);
  });

  test('take delete on a resource whose type has it', async () => {
    const now = new Date(world.clock.now());
    const permission = { id: uuid(), namespace: 'compute/order', verb: 'delete', title: '', metadata: {} };
    await world.deps.permissions.define([permission], now);
    expect(await atResource(`compute/order:${world.ours.resource}`)).toEqual({
      permission: 'compute_order_delete',
      object: { namespace: 'compute/order', id: world.ours.resource },
    });
  });

  test('at what is not there take a platform administrator', async () => {
    const missing = [`org:${uuid()}`, 'org:no-such', 'project:no-such', `group:${uuid()}`, `compute/order:${uuid()}`];
    for (const text of missing) expect(await atResource(text)).toEqual(SUPERUSER);
    await expect(required('createPolicy', CreatePolicyRequestSchema, {})).rejects.toMatchObject(
      invalid('body.resource'),
    );
  });

  test('are read and deleted by who manages them at their resource', async () => {
    world.holdings.add('*');
    const { project, projectName } = world.ours;
    const body = { roleId: 'app_project_viewer', resource: `project:${projectName}`, principal: `user:${world.user}` };
    const { policy } = await world.rpc.createPolicy(create(CreatePolicyRequestSchema, { body }), world.call);
    const object = { namespace: 'app/project', id: project };
    for (const rpc of ['getPolicy', 'deletePolicy'] as const) {
      const at = (id: string) => required(rpc, GetPolicyRequestSchema, { id });
      expect(await at(policy?.id as string)).toEqual({ permission: 'app_project_policymanage', object });
      expect(await at(uuid())).toEqual(SUPERUSER);
      await expect(at('x')).rejects.toMatchObject(invalid('id'));
    }
  });

  test('are listed by who manages them at the place named, or by platform administrators', async () => {
    const { org, project, group } = world.ours;
    const list = (filter: MessageInitShape<typeof ListPoliciesRequestSchema>) =>
      required('listPolicies', ListPoliciesRequestSchema, filter);
    expect(await list({ orgId: org, userId: world.user })).toEqual({
      permission: 'app_organization_policymanage',
      object: organization(org),
    });
    expect(await list({ projectId: project })).toMatchObject({ permission: 'app_project_policymanage' });
    expect(await list({ groupId: group })).toMatchObject({ permission: 'app_group_delete' });
    for (const filter of [{}, { userId: world.user }, { roleId: uuid() }, { orgId: 'no-such' }])
      expect(await list(filter)).toEqual(SUPERUSER);
    await expect(list({ orgId: org, projectId: project })).rejects.toMatchObject(invalid('project_id'));
  });
});
