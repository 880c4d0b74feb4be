// Resources: registered with an owner, put into one another, moved, deleted with what lies in them.
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CreateProjectResourceRequestSchema,
  DeleteProjectResourceRequestSchema,
  GetProjectResourceRequestSchema,
  ListProjectResourcesRequestSchema,
  UpdateProjectResourceRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/resources_pb.js';
import type { Organization, Project } from '../../src/organizations/index.js';
import {
  AT,
  anybody,
  asUser,
  callBy,
  changesAt,
  everyRow,
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
let one: Project;
beforeEach(async () => {
  t = await testOrganizations();
  acme = await t.organization('acme');
  one = await t.project(acme.id, 'one');
  await t.permission('compute_order_get', 'compute/order');
  await t.permission('compute_folder_get', 'compute/folder');
});

const create = (body: object, call = anybody, rest: object = {}) =>
  t.rpc.createProjectResource(
    request(CreateProjectResourceRequestSchema, {
      projectId: 'one',
      ...rest,
      body: { namespace: 'compute/order', name: 'x', ...body },
    }),
    call,
  );
const make = async (name: string, parent?: string) => {
  const { resource } = await create({
    namespace: 'compute/folder',
    name,
    parent: parent && `compute/folder:${parent}`,
  });
  return resource?.id ?? '';
};
const update = (id: string, body: object, projectId = '') =>
  t.rpc.updateProjectResource(request(UpdateProjectResourceRequestSchema, { id, projectId, body }), anybody);
const get = (id: string, projectId = '') =>
  t.rpc.getProjectResource(request(GetProjectResourceRequestSchema, { id, projectId }), anybody);
const remove = (id: string, projectId = '') =>
  t.rpc.deleteProjectResource(request(DeleteProjectResourceRequestSchema, { id, projectId }), anybody);

describe('creating', () => {
  test('answers it as stored, owned by the caller', async () => {
    const user = await t.user();
    const body = { title: 'X', metadata: { a: 1 } };
    const { resource, revision } = await create(body, callBy(asUser(user.id)));
    const urn = 'frn:one:compute/order:x';
    const principal = `app/user:${user.id}`;
    expect(resource).toMatchObject({ ...body, name: 'x', namespace: 'compute/order', urn, principal, parent: '' });
    expect(resource?.projectId).toBe(one.id);
    expect(await grantsAt(t.db, { namespace: 'compute/order', id: resource?.id ?? '' })).toEqual([
      `owner ${principal}`,
    ]);
    expect(await changesAt(t.db, revision ?? '')).toEqual([
      `grant ${principal}|compute/order:${resource?.id}`,
      `name urn:${urn}`,
      `object compute/order:${resource?.id}`,
    ]);
  });

  test('owned by who is named: any user, or a service user of the organization', async () => {
    const [user, own] = [await t.user(), await t.serviceUser(acme.id)];
    const foreign = await t.serviceUser((await t.organization()).id);
    expect((await create({ name: 'a', principal: `user:${user.id}` })).resource?.principal).toBe(`app/user:${user.id}`);
    expect((await create({ name: 'b', principal: `app/serviceuser:${own.id}` })).resource?.principal).toBe(
      `app/serviceuser:${own.id}`,
    );
    const refused = [`user:${uuid()}`, `serviceuser:${foreign.id}`, `serviceuser:${uuid()}`];
    const malformed = [`group:${uuid()}`, 'ann', 'user:ann', `user:${user.id.toUpperCase()}`];
    for (const principal of [...refused, ...malformed])
      expect(await refusal(() => create({ principal }))).toEqual(['invalid_argument', 'body.principal']);
  });

  test('by a service user from elsewhere leaves it without an owner', async () => {
    const { resource } = await create({}, callBy(await t.serviceUser(null)));
    expect(resource?.principal).toBe('');
    expect(await grantsAt(t.db, { namespace: 'compute/order', id: resource?.id ?? '' })).toEqual([]);
    const own = await t.serviceUser(acme.id);
    expect((await create({ name: 'y' }, callBy(own))).resource?.principal).toBe(`app/serviceuser:${own.id}`);
  });

  test('with an id of the caller’s own, unless it is taken', async () => {
    const id = uuid();
    expect((await create({}, anybody, { id })).resource?.id).toBe(id);
    expect(await refusal(() => create({ name: 'y' }, anybody, { id }))).toEqual(['already_exists', 'id']);
    expect(await refusal(() => create({}, anybody, { id: id.toUpperCase() }))).toEqual(['invalid_argument', 'id']);
  });

  test('a name is taken within its project and type only', async () => {
    const two = await t.project(acme.id, 'two');
    await create({});
    await create({ namespace: 'compute/folder' });
    await create({}, anybody, { projectId: two.id });
    expect(await refusal(() => create({}))).toEqual(['already_exists', 'body.name']);
  });

  test('the type must be one that a permission is defined for', async () => {
    for (const namespace of ['compute/other', 'app/project', 'app/other', 'project', 'compute', '', 'a/b/c', 'a/b\n'])
      expect(await refusal(() => create({ namespace }))).toEqual(['invalid_argument', 'body.namespace']);
  });

  test('in a project that is not there or disabled is refused', async () => {
    const unknown = await refusal(() => create({}, anybody, { projectId: 'other' }));
    expect(unknown).toEqual(['not_found', 'PROJECT_NOT_FOUND']);
    await t.stores.projects.setState('one', { state: 'disabled', now: AT });
    expect(await refusal(() => create({}))).toEqual(['failed_precondition', 'PROJECT_DISABLED']);
  });
});

describe('a parent', () => {
  test('is another resource of the project, of the type named', async () => {
    const folder = await make('f');
    const { resource } = await create({ parent: `compute/folder:${folder}` });
    expect(resource?.parent).toBe(`compute/folder:${folder}`);
    const two = await t.project(acme.id, 'two');
    const elsewhere = await refusal(() =>
      create({ parent: `compute/folder:${folder}` }, anybody, { projectId: two.id }),
    );
    expect(elsewhere).toEqual(['invalid_argument', 'body.parent']);
    for (const parent of [
      `compute/order:${folder}`,
      `compute/folder:${uuid()}`,
      `app/project:${one.id}`,
      folder,
      'x:y',
    ])
      expect(await refusal(() => create({ name: 'y', parent }))).toEqual(['invalid_argument', 'body.parent']);
  });

  test('can be changed and taken away, and the feed is told of moves only', async () => {
    const [a, b] = [await make('a'), await make('b')];
    const moved = await update(a, { parent: `compute/folder:${b}` });
    expect(moved.resource?.parent).toBe(`compute/folder:${b}`);
    expect(await changesAt(t.db, moved.revision ?? '')).toEqual([`object compute/folder:${a}`]);
    const renamed = await update(a, { title: 'A', parent: `compute/folder:${b}` });
    expect(renamed.revision).toBe(moved.revision);
    expect((await update(a, {})).resource).toMatchObject({ parent: '', title: '' });
  });

  test('never lies in the resource itself', async () => {
    const a = await make('a');
    const b = await make('b', a);
    const c = await make('c', b);
    for (const parent of [a, b, c])
      expect(await refusal(() => update(a, { parent: `compute/folder:${parent}` }))).toEqual([
        'failed_precondition',
        'RESOURCE_CYCLE',
      ]);
    await update(c, { parent: `compute/folder:${a}` });
  });

  test('nor after two moves at once', async () => {
    for (const round of ['1', '2', '3']) {
      const [a, b] = [await make(`a${round}`), await make(`b${round}`)];
      const moves = [update(a, { parent: `compute/folder:${b}` }), update(b, { parent: `compute/folder:${a}` })];
      expect((await Promise.allSettled(moves)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
  });
});

describe('updating', () => {
  test('what is fixed may be repeated, not changed', async () => {
    const user = await t.user();
    const { resource } = await create({}, callBy(asUser(user.id)));
    const id = resource?.id ?? '';
    const same = { name: 'x', namespace: 'compute/order', principal: `app/user:${user.id}` };
    expect((await update(id, { ...same, title: 'X' }, 'one')).resource).toMatchObject({ ...same, title: 'X' });
    const other = { name: 'y', namespace: 'compute/folder', principal: `user:${(await t.user()).id}` };
    expect(await refusal(() => update(id, other))).toEqual([
      'invalid_argument',
      'body.name body.namespace body.principal',
    ]);
  });
});

test('under the path of another project a resource is not found', async () => {
  const { resource } = await create({});
  const id = resource?.id ?? '';
  const two = await t.project(acme.id, 'two');
  for (const projectId of ['one', one.id]) expect((await get(id, projectId)).resource).toMatchObject({ id });
  for (const projectId of ['two', two.id, 'none', uuid()]) {
    expect(await refusal(() => get(id, projectId))).toEqual(['not_found', 'RESOURCE_NOT_FOUND']);
    expect(await refusal(() => update(id, {}, projectId))).toEqual(['not_found', 'RESOURCE_NOT_FOUND']);
    expect(await refusal(() => remove(id, projectId))).toEqual(['not_found', 'RESOURCE_NOT_FOUND']);
  }
  expect(await refusal(() => get(uuid()))).toEqual(['not_found', 'RESOURCE_NOT_FOUND']);
  expect(await refusal(() => remove(uuid()))).toEqual(['not_found', 'RESOURCE_NOT_FOUND']);
});

test('listing answers those of the project, of a type if asked', async () => {
  const list = async (filter: object) =>
    (await t.rpc.listProjectResources(request(ListProjectResourcesRequestSchema, filter), anybody)).resources
      ?.map(({ name }) => name)
      .sort();
  await make('f');
  await create({ name: 'a' });
  await create({ name: 'b' });
  await create({ name: 'c' }, anybody, { projectId: (await t.project(acme.id, 'two')).id });
  expect(await list({ projectId: 'one' })).toEqual(['a', 'b', 'f']);
  expect(await list({ projectId: one.id, namespace: 'compute/folder' })).toEqual(['f']);
  expect(await list({ projectId: one.id, namespace: 'compute/none' })).toEqual([]);
  expect(await refusal(() => list({ projectId: 'none' }))).toEqual(['not_found', 'PROJECT_NOT_FOUND']);
});

test('deleting takes what lies in it and every policy on either, and nothing else', async () => {
  const user = await t.user();
  await make('stays');
  const before = await everyRow(t.db);
  const folder = await make('f');
  const inner = await make('inner', folder);
  const parent = `compute/folder:${inner}`;
  const { resource } = await create({ parent }, callBy(asUser(user.id)));
  await grant(t.db, asUser(user.id), { namespace: 'compute/folder', id: folder });
  const { revision } = await remove(folder, 'one');
  expect(await changesAt(t.db, revision ?? '')).toEqual([
    `grant app/user:${user.id}|compute/folder:${folder}`,
    `grant app/user:${user.id}|compute/order:${resource?.id}`,
    'name urn:frn:one:compute/folder:f',
    'name urn:frn:one:compute/folder:inner',
    'name urn:frn:one:compute/order:x',
    ...[`object compute/folder:${folder}`, `object compute/folder:${inner}`].sort(),
    `object compute/order:${resource?.id}`,
  ]);
  expect(await everyRow(t.db)).toEqual(before);
});

test('an owner who is deleted is no owner any more', async () => {
  const user = await t.user();
  const { resource } = await create({}, callBy(asUser(user.id)));
  await t.stores.users.delete(user.id);
  expect((await get(resource?.id ?? '')).resource?.principal).toBe('');
});
