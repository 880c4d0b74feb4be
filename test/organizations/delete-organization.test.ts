// Deleting an organization or a project: nothing is left that names anything of it, and nothing else is touched.

import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ObjectRef } from '../../src/kernel/object-ref.js';
import { EVERY_GENERATION } from '../../src/storage/index.js';
import {
  AT,
  asUser,
  changesAt,
  everyRow,
  grant,
  refusal,
  type TestOrganizations,
  testOrganizations,
  uuid,
} from './support.js';

let t: TestOrganizations;
beforeEach(async () => {
  t = await testOrganizations();
  await t.permission('compute_order_get', 'compute/order');
});

/** One of everything in an organization, each named by policies, memberships and platform relations of every kind. */
async function populate(userId: string) {
  const { id: orgId, name } = await t.organization();
  const project = await t.project(orgId);
  const [group, inner] = [await t.group(orgId), await t.group(orgId)];
  const serviceUser = await t.serviceUser(orgId);
  const resource = await addResources(project.id);
  const role = await addRole(orgId);
  const credentials = await addCredentials(serviceUser.id);
  const objects: ObjectRef[] = [
    { namespace: 'app/organization', id: orgId },
    { namespace: 'app/project', id: project.id },
    { namespace: 'app/group', id: group.id },
    { namespace: 'app/group', id: inner.id },
    serviceUser,
    ...resource,
  ];
  const principals = [asUser(userId), serviceUser, { namespace: 'app/group', id: group.id }];
  for (const object of objects) for (const principal of principals) await grant(t.db, principal, object, role);
  for (const object of resource) await grant(t.db, serviceUser, object);
  const members = [asUser(userId), serviceUser, { namespace: 'app/group', id: inner.id } as const];
  await t.stores.members.add(
    group,
    members.map((ref) => ({ ref, field: '' })),
    AT,
  );
  await t.db
    .insertInto('platform_members')
    .values({
      principal_namespace: serviceUser.namespace,
      principal_id: serviceUser.id,
      relation: 'admin',
      created_at: AT,
    })
    .execute();
  return { orgId, name, project, objects, role, credentials, resources: resource };
}

async function addResources(projectId: string): Promise<ObjectRef[]> {
  const creator = { principal: asUser(uuid()), policyId: uuid() };
  const add = async (name: string, parent: ObjectRef | undefined) => {
    const resource = {
      id: uuid(),
      namespace: 'compute/order',
      name,
      title: '',
      metadata: {},
      project: projectId,
      parent,
    };
    await t.stores.resources.create({ ...resource, now: AT, creator, owner: undefined });
    return { namespace: resource.namespace, id: resource.id };
  };
  const outer = await add('outer', undefined);
  return [outer, await add('inner', outer)];
}

async function addRole(orgId: string): Promise<string> {
  const id = uuid();
  const times = { created_at: AT, updated_at: AT };
  const role = {
    id,
    org_id: orgId,
    name: 'r',
    title: '',
    permissions: [],
    scopes: [],
    metadata: '{}',
    built_in: false,
  };
  await t.db
    .insertInto('roles')
    .values({ ...role, ...times })
    .execute();
  return id;
}

async function addCredentials(serviceUserId: string): Promise<readonly string[]> {
  const common = { service_user_id: serviceUserId, title: '', expires_at: null, created_by: 'x', created_at: AT };
  const [secret, key] = [uuid(), uuid()];
  const mac = { mac: new Uint8Array(32), mac_key_id: 'k' };
  await t.db
    .insertInto('secrets')
    .values({ ...common, ...mac, id: secret })
    .execute();
  const jwk = { algorithm: 'ES256', public_jwk: '{}' };
  await t.db
    .insertInto('keys')
    .values({ ...common, ...jwk, id: key })
    .execute();
  return [secret, key];
}

describe('an organization', () => {
  test('goes with all that is in it and all that names any of it', async () => {
    const user = await t.user();
    await populate(user.id);
    const before = await everyRow(t.db);
    const gone = await populate(user.id);
    await t.stores.organizations.delete(gone.name);
    expect(await everyRow(t.db)).toEqual(before);
  });

  test('and the feed is told of each', async () => {
    const gone = await populate((await t.user()).id);
    const { revision } = await t.stores.organizations.delete(gone.orgId);
    const told = await changesAt(t.db, revision);
    expect(told).toEqual(
      expect.arrayContaining([
        ...gone.objects.map(({ namespace, id }) => `object ${namespace}:${id}`),
        ...gone.credentials.map((id) => `credential ${id}`),
        `role ${gone.role}`,
        `name app/organization:${gone.name}`,
        `name app/project:${gone.project.name}`,
        `name urn:frn:${gone.project.name}:compute/order:outer`,
        `name urn:frn:${gone.project.name}:compute/order:inner`,
        `revocation organization|${gone.orgId}|${EVERY_GENERATION}`,
      ]),
    );
    const kinds = told.map((change) => change.split(' ')[0]);
    expect(kinds.filter((kind) => kind === 'member')).toHaveLength(3);
    expect(kinds.filter((kind) => kind === 'grant')).toHaveLength(gone.objects.length * 3);
    expect(kinds.filter((kind) => kind === 'platform')).toHaveLength(1);
  });

  test('that is unknown is not found', async () => {
    const NOT_FOUND = ['not_found', 'ORGANIZATION_NOT_FOUND'];
    expect(await refusal(() => t.stores.organizations.delete('other'))).toEqual(NOT_FOUND);
    expect(await refusal(() => t.stores.organizations.delete(uuid()))).toEqual(NOT_FOUND);
  });

  test('with more in it than one statement can name goes too, and the feed says everything, and that its tokens end', async () => {
    const before = await everyRow(t.db);
    const { id } = await t.organization('large');
    const project = await t.project(id);
    await sql`
      insert into resources (id, namespace, name, urn, project_id, created_at, updated_at)
      select gen_random_uuid(), 'compute/order', n::text, 'urn' || n, ${project.id}, now(), now()
      from generate_series(1, 12000) as n`.execute(t.db);
    await sql`
      insert into policies (id, resource_namespace, resource_id, principal_namespace, principal_id, created_at, updated_at)
      select gen_random_uuid(), namespace, id::text, 'app/user', gen_random_uuid(), now(), now() from resources`.execute(
      t.db,
    );
    const { revision } = await t.stores.organizations.delete('large');
    expect(await changesAt(t.db, revision)).toEqual(['everything ', `revocation organization|${id}|2147483647`]);
    expect(await everyRow(t.db)).toEqual(before);
  });
});

test('a project goes with its resources and all that names any of them', async () => {
  const user = await t.user();
  const { id: orgId } = await t.organization();
  const stays = await t.project(orgId);
  await addResources(stays.id);
  const before = await everyRow(t.db);
  const project = await t.project(orgId, 'one');
  const resources = await addResources(project.id);
  const objects = [{ namespace: 'app/project', id: project.id }, ...resources];
  for (const object of objects) await grant(t.db, asUser(user.id), object);
  const { revision } = await t.stores.projects.delete('one');
  expect(await changesAt(t.db, revision)).toEqual(
    [
      ...objects.map(({ namespace, id }) => `grant app/user:${user.id}|${namespace}:${id}`),
      ...objects.map(({ namespace, id }) => `object ${namespace}:${id}`),
      'name app/project:one',
      'name urn:frn:one:compute/order:inner',
      'name urn:frn:one:compute/order:outer',
    ].sort(),
  );
  expect(await everyRow(t.db)).toEqual(before);
});
