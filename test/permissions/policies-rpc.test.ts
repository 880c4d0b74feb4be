// Policies as callers see them: made, made again, listed, deleted, and bad input.
import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CreatePolicyForProjectRequestSchema,
  CreatePolicyRequestSchema,
  DeletePolicyRequestSchema,
  GetPolicyRequestSchema,
  ListPoliciesRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/policies_pb.js';
import { testDatabase } from '../support/database.js';
import { createWorld, invalid, uuid, type World } from './world.js';

let world: World;
beforeEach(async () => {
  world = await createWorld(await testDatabase());
  world.holdings.add('*');
});

interface Body {
  readonly roleId?: string;
  readonly resource?: string;
  readonly principal?: string;
  readonly title?: string;
}

function createPolicy(body: Body | undefined) {
  return world.rpc.createPolicy(create(CreatePolicyRequestSchema, body && { body }), world.call);
}

/** A good one, but for what is given. */
function viewer(change: Body = {}): Body {
  return {
    roleId: 'app_organization_viewer',
    resource: `org:${world.ours.orgName}`,
    principal: `user:${world.user}`,
    ...change,
  };
}

test('a policy lives from creation to deletion, and the same again is the same', async () => {
  const { policy, revision } = await createPolicy(viewer({ title: 'T' }));
  expect(revision).toMatch(/^\d{16}$/);
  expect(policy).toMatchObject({
    title: 'T',
    resource: `app/organization:${world.ours.org}`,
    principal: `app/user:${world.user}`,
    roleId: (await world.deps.roles.findByName('app_organization_viewer', null))?.id,
  });
  expect((await createPolicy(viewer({ title: 'other' }))).policy).toEqual(policy);
  const id = policy?.id as string;
  const get = async () => world.rpc.getPolicy(create(GetPolicyRequestSchema, { id }), world.call);
  const remove = async () => world.rpc.deletePolicy(create(DeletePolicyRequestSchema, { id }), world.call);
  expect(await get()).toEqual({ policy });
  expect((await remove()).revision).toMatch(/^\d{16}$/);
  await expect(get()).rejects.toMatchObject({ code: 'not_found' });
  await expect(remove()).rejects.toMatchObject({ code: 'not_found' });
});

test('CreatePolicyForProject grants at the project, by id or name', async () => {
  const { project, projectName, serviceUser } = world.ours;
  const grant = async (projectId: string, principal = `serviceuser:${serviceUser}`) => {
    const body = { roleId: 'app_project_viewer', principal };
    const request = create(CreatePolicyForProjectRequestSchema, { projectId, body });
    return world.rpc.createPolicyForProject(request, world.call);
  };
  const first = await grant(project);
  expect(await grant(projectName)).toEqual(first);
  expect(await world.deps.policies.list({})).toMatchObject([{ resource: { namespace: 'app/project', id: project } }]);
  await expect(grant(uuid())).rejects.toMatchObject({ code: 'not_found' });
  await expect(grant('a:b')).rejects.toMatchObject(invalid('project_id'));
  await expect(grant('')).rejects.toMatchObject(invalid('project_id'));
  await expect(grant(project, 'org:x')).rejects.toMatchObject(invalid('body.principal'));
  const bodiless = create(CreatePolicyForProjectRequestSchema, { projectId: project });
  await expect(world.rpc.createPolicyForProject(bodiless, world.call)).rejects.toMatchObject(invalid('body'));
});

describe('bad input', () => {
  test.each<[string, Body, string]>([
    ['no role', { roleId: '' }, 'body.role_id'],
    ['NUL in the role', { roleId: 'a\0' }, 'body.role_id'],
    ['no resource', { resource: '' }, 'body.resource'],
    ['a resource without an id', { resource: 'org:' }, 'body.resource'],
    ['a resource in three parts', { resource: 'a:b:c' }, 'body.resource'],
    ['a resource of an unknown kind', { resource: 'thing:x' }, 'body.resource'],
    ['a name with NUL', { resource: 'org:a\0b' }, 'body.resource'],
    ['a name of 10 kB', { resource: `org:${'a'.repeat(10_000)}` }, 'body.resource'],
    ['a group by name', { resource: 'group:g' }, 'body.resource'],
    ['a custom resource by name', { resource: 'compute/order:o' }, 'body.resource'],
    ['a user as resource', { resource: `user:${uuid()}` }, 'body.resource'],
    ['a service user as resource', { resource: `serviceuser:${uuid()}` }, 'body.resource'],
    ['an unknown app type', { resource: `app/thing:${uuid()}` }, 'body.resource'],
    ['another platform', { resource: 'app/platform:other' }, 'body.resource'],
    ['no principal', { principal: '' }, 'body.principal'],
    ['an organization as principal', { principal: `org:${uuid()}` }, 'body.principal'],
    ['a user by e-mail', { principal: 'user:a@example.org' }, 'body.principal'],
    ['an upper-case id', { principal: `user:${uuid().toUpperCase()}` }, 'body.principal'],
    ['a bad title', { title: 'a\u0007' }, 'body.title'],
  ])('refuses %s', async (_label, change, field) => {
    await expect(createPolicy(viewer(change))).rejects.toMatchObject(invalid(field));
    expect(await world.deps.policies.list({})).toEqual([]);
  });

  test('refuses no body, and malformed ids', async () => {
    await expect(createPolicy(undefined)).rejects.toMatchObject(invalid('body'));
    for (const id of ['', 'x', uuid().toUpperCase()]) {
      const get = async () => world.rpc.getPolicy(create(GetPolicyRequestSchema, { id }), world.call);
      await expect(get()).rejects.toMatchObject(invalid('id'));
    }
  });
});

describe('ListPolicies', () => {
  const list = async (filter: {
    orgId?: string;
    projectId?: string;
    groupId?: string;
    userId?: string;
    roleId?: string;
  }) => (await world.rpc.listPolicies(create(ListPoliciesRequestSchema, filter), world.call)).policies;

  test('lists at the place itself, by all filters given', async () => {
    const { org, orgName, project, projectName, group } = world.ours;
    const atOrganization = (await createPolicy(viewer())).policy;
    const atProject = (await createPolicy(viewer({ resource: `app/project:${project}` }))).policy;
    const atGroup = (await createPolicy(viewer({ resource: `group:${group}`, principal: `group:${group}` }))).policy;
    expect(await list({})).toHaveLength(3);
    expect(await list({ orgId: org })).toEqual([atOrganization]);
    expect(await list({ orgId: orgName, userId: world.user })).toEqual([atOrganization]);
    expect(await list({ projectId: projectName })).toEqual([atProject]);
    expect(await list({ groupId: group })).toEqual([atGroup]);
    expect(await list({ userId: world.user })).toHaveLength(2);
    expect(await list({ roleId: atGroup?.roleId as string })).toHaveLength(3);
    expect(await list({ orgId: org, roleId: uuid() })).toEqual([]);
  });

  test('refuses what names nothing, more than one place, and malformed ids', async () => {
    const { org, group } = world.ours;
    await expect(list({ orgId: 'no-such' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(list({ orgId: org, groupId: group })).rejects.toMatchObject(invalid('group_id'));
    await expect(list({ orgId: 'a b', userId: 'x', roleId: 'y', groupId: 'z' })).rejects.toMatchObject(
      invalid('org_id', 'group_id', 'user_id', 'role_id'),
    );
  });
});
