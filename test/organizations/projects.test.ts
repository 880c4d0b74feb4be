// Projects: created in an organization, listed, changed, deleted with what is in them.
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CreateProjectRequestSchema,
  ListOrganizationProjectsRequestSchema,
  UpdateProjectRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/projects_pb.js';
import type { Organization } from '../../src/organizations/index.js';
import {
  anybody,
  asUser,
  callBy,
  changesAt,
  grant,
  grantsAt,
  refusal,
  request,
  type TestOrganizations,
  testOrganizations,
  uuid,
} from './support.js';

let t: TestOrganizations;
let acme: Organization;
beforeEach(async () => {
  t = await testOrganizations();
  acme = await t.organization('acme');
});

const at = (id: string | undefined) => ({ namespace: 'app/project', id: id ?? '' });
const now = () => new Date(t.clock.now());

describe('creating', () => {
  const create = (name: string, orgId: string, call = anybody) =>
    t.rpc.createProject(request(CreateProjectRequestSchema, { body: { name, orgId } }), call);

  test('by a user makes them the owner, the organization named by id or name', async () => {
    const user = await t.user();
    const { project, revision } = await create('one', 'acme', callBy(asUser(user.id)));
    expect(project).toMatchObject({ name: 'one', orgId: acme.id, membersCount: 0 });
    expect(await grantsAt(t.db, at(project?.id))).toEqual([`app_project_owner app/user:${user.id}`]);
    expect(await changesAt(t.db, revision ?? '')).toEqual([
      `grant app/user:${user.id}|app/project:${project?.id}`,
      'name app/project:one',
      `object app/project:${project?.id}`,
    ]);
    expect((await create('two', acme.id)).project).toMatchObject({ orgId: acme.id });
  });

  test('by a service user makes it the owner only in its own organization', async () => {
    const [own, foreign] = [await t.serviceUser(acme.id), await t.serviceUser((await t.organization()).id)];
    const platform = await t.serviceUser(null);
    expect(await grantsAt(t.db, at((await create('one', 'acme', callBy(own))).project?.id))).toEqual([
      `app_project_owner app/serviceuser:${own.id}`,
    ]);
    expect(await grantsAt(t.db, at((await create('two', 'acme', callBy(foreign))).project?.id))).toEqual([]);
    expect(await grantsAt(t.db, at((await create('three', 'acme', callBy(platform))).project?.id))).toEqual([]);
  });

  test('a name that another organization has taken is refused', async () => {
    await t.project((await t.organization()).id, 'one');
    expect(await refusal(() => create('one', 'acme'))).toEqual(['already_exists', 'body.name']);
  });

  test('an unknown organization is not found, a disabled one refuses', async () => {
    expect(await refusal(() => create('one', 'other'))).toEqual(['not_found', 'ORGANIZATION_NOT_FOUND']);
    expect(await refusal(() => create('one', uuid()))).toEqual(['not_found', 'ORGANIZATION_NOT_FOUND']);
    await t.stores.organizations.setState('acme', { state: 'disabled', now: now() });
    expect(await refusal(() => create('one', 'acme'))).toEqual(['failed_precondition', 'ORGANIZATION_DISABLED']);
  });
});

describe('listing', () => {
  const list = async (filter: object) =>
    (await t.rpc.listOrganizationProjects(request(ListOrganizationProjectsRequestSchema, filter), anybody)).projects;

  test('answers those of the organization, in the order of creation', async () => {
    await t.project((await t.organization()).id);
    const names = [];
    for (const name of ['c', 'a', 'b']) {
      t.clock.advance(1_000);
      const project = { id: uuid(), name, title: '', metadata: {}, organization: 'acme', now: now() };
      await t.stores.projects.create({ ...project, creator: { principal: asUser(uuid()), policyId: uuid() } });
      names.push(name);
    }
    expect((await list({ id: 'acme' }))?.map(({ name }) => name)).toEqual(names);
  });

  test('by state, with the number of those who hold a policy on it', async () => {
    const [on, off] = [await t.project(acme.id), await t.project(acme.id)];
    await t.stores.projects.setState(off.name, { state: 'disabled', now: now() });
    const user = await t.user();
    await grant(t.db, asUser(user.id), at(on.id));
    await grant(t.db, await t.serviceUser(acme.id), at(on.id));
    await grant(t.db, { namespace: 'app/group', id: uuid() }, at(on.id));
    const { id: role } = await t.db.selectFrom('roles').select('id').limit(1).executeTakeFirstOrThrow();
    await grant(t.db, asUser(user.id), at(on.id), role);
    expect(await list({ id: acme.id, state: 'enabled', withMemberCount: true })).toMatchObject([
      { id: on.id, membersCount: 2 },
    ]);
    expect(await list({ id: acme.id, state: 'disabled' })).toMatchObject([{ id: off.id, membersCount: 0 }]);
  });

  test('of an unknown organization is not found', async () => {
    expect(await refusal(() => list({ id: 'other' }))).toEqual(['not_found', 'ORGANIZATION_NOT_FOUND']);
  });
});

describe('updating', () => {
  const update = (id: string, body: object) =>
    t.rpc.updateProject(request(UpdateProjectRequestSchema, { id, body }), anybody);

  test('replaces title and metadata; name and organization may be repeated', async () => {
    const { id } = await t.project(acme.id, 'one');
    const body = { name: 'one', orgId: 'acme', title: 'One', metadata: { a: [true] } };
    const { project } = await update('one', body);
    expect(project).toMatchObject({ id, title: 'One', metadata: { a: [true] }, orgId: acme.id });
    expect((await update(id, { orgId: acme.id })).project).toMatchObject({ title: '', metadata: {} });
  });

  test('another name or organization is refused', async () => {
    await t.project(acme.id, 'one');
    const other = await t.organization();
    expect(await refusal(() => update('one', { name: 'two' }))).toEqual(['invalid_argument', 'body.name']);
    expect(await refusal(() => update('one', { orgId: other.name }))).toEqual(['invalid_argument', 'body.org_id']);
    expect(await refusal(() => update('one', { orgId: 'none' }))).toEqual(['invalid_argument', 'body.org_id']);
    expect(await refusal(() => update('two', {}))).toEqual(['not_found', 'PROJECT_NOT_FOUND']);
  });
});

test('disabling and enabling tell the feed once', async () => {
  const { id } = await t.project(acme.id, 'one');
  const { revision } = await t.stores.projects.setState('one', { state: 'disabled', now: now() });
  expect(await changesAt(t.db, revision)).toEqual([`object app/project:${id}`]);
  expect((await t.stores.projects.setState(id, { state: 'disabled', now: now() })).revision).toBe(revision);
  expect(await t.stores.projects.get(id)).toMatchObject({ state: 'disabled' });
  const unknown = await refusal(() => t.stores.projects.setState('two', { state: 'enabled', now: now() }));
  expect(unknown).toEqual(['not_found', 'PROJECT_NOT_FOUND']);
});

test('deleting an unknown one is not found', async () => {
  expect(await refusal(() => t.stores.projects.delete('one'))).toEqual(['not_found', 'PROJECT_NOT_FOUND']);
  expect(await refusal(() => t.stores.projects.delete(uuid()))).toEqual(['not_found', 'PROJECT_NOT_FOUND']);
});
