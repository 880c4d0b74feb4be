// Who may call: what each rule requires, and that what is not there requires what strangers never hold.
import { beforeEach, describe, expect, test } from 'vitest';
import { GetGroupRequestSchema } from '../../gen/raystack/frontier/v1beta1/groups_pb.js';
import {
  CreateOrganizationRequestSchema,
  GetOrganizationRequestSchema,
  ListOrganizationsRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/organizations_pb.js';
import {
  CreateProjectRequestSchema,
  GetProjectRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/projects_pb.js';
import {
  CreateProjectResourceRequestSchema,
  DeleteProjectResourceRequestSchema,
  GetProjectResourceRequestSchema,
  UpdateProjectResourceRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/resources_pb.js';
import type { Principal } from '../../src/kernel/principal.js';
import type { AccessRule } from '../../src/kernel/rpc.js';
import { type Organization, type Project, SUPERUSER } from '../../src/organizations/index.js';
import { AT, asUser, caller, refusal, request, type TestOrganizations, testOrganizations, uuid } from './support.js';

let t: TestOrganizations;
let acme: Organization;
let one: Project;
const stranger = caller(asUser(uuid()));
beforeEach(async () => {
  t = await testOrganizations();
  acme = await t.organization('acme');
  one = await t.project(acme.id, 'one');
});

const ask = async <R>(rule: AccessRule<R>, message: R, principal: Principal = stranger) =>
  typeof rule === 'function' ? rule(message, principal) : rule;
const at = (permission: string, namespace: string, id: string) => ({ permission, object: { namespace, id } });

describe('an organization', () => {
  test('is created by users, and by service users that are platform administrators', async () => {
    const message = request(CreateOrganizationRequestSchema, {});
    expect(await ask(t.access.createOrganization, message)).toBe('authenticated');
    const serviceUser = caller(await t.serviceUser(acme.id));
    expect(await ask(t.access.createOrganization, message, serviceUser)).toEqual(SUPERUSER);
  });

  test('is named by id or name', async () => {
    const required = at('app_organization_get', 'app/organization', acme.id);
    for (const id of ['acme', acme.id])
      expect(await ask(t.access.getOrganization, request(GetOrganizationRequestSchema, { id }))).toEqual(required);
  });

  test('of a name that nothing has requires what only platform administrators hold', async () => {
    const message = request(GetOrganizationRequestSchema, { id: 'none' });
    expect(await ask(t.access.getOrganization, message)).toEqual(SUPERUSER);
  });

  test('with an id of another form is refused before anything is looked up', async () => {
    for (const id of ['', 'a b', 'a/b', 'é', 'a\u0000', 'x'.repeat(10_000), acme.id.toUpperCase()]) {
      const message = request(GetOrganizationRequestSchema, { id });
      expect(await refusal(() => ask(t.access.getOrganization, message))).toEqual(['invalid_argument', 'id']);
    }
  });

  test('is listed for oneself by anyone, for others by platform administrators', async () => {
    const list = (userId: string, principal = stranger) =>
      ask(t.access.listOrganizations, request(ListOrganizationsRequestSchema, { userId }), principal);
    expect(await list('')).toBe('authenticated');
    expect(await list(stranger.id)).toBe('authenticated');
    expect(await list(uuid())).toEqual(SUPERUSER);
    expect(await list(stranger.id, caller({ namespace: 'app/serviceuser', id: stranger.id }))).toEqual(SUPERUSER);
  });
});

test('a project is created at the organization named in the body', async () => {
  const create = (orgId: string) =>
    ask(t.access.createProject, request(CreateProjectRequestSchema, { body: { orgId } }));
  expect(await create('acme')).toEqual(at('app_organization_projectcreate', 'app/organization', acme.id));
  expect(await create('none')).toEqual(SUPERUSER);
  expect(await refusal(() => create(''))).toEqual(['invalid_argument', 'body.org_id']);
  const empty = request(CreateProjectRequestSchema, {});
  expect(await refusal(() => ask(t.access.createProject, empty))).toEqual(['invalid_argument', 'body']);
});

test('a project is named by id or name', async () => {
  for (const id of ['one', one.id])
    expect(await ask(t.access.getProject, request(GetProjectRequestSchema, { id }))).toEqual(
      at('app_project_get', 'app/project', one.id),
    );
});

test('a group is named by id only, and asked about whether or not it is there', async () => {
  const get = (id: string) => ask(t.access.getGroup, request(GetGroupRequestSchema, { id, orgId: 'acme' }));
  const id = uuid();
  expect(await get(id)).toEqual(at('app_group_get', 'app/group', id));
  expect(await refusal(() => get('ops'))).toEqual(['invalid_argument', 'id']);
});

test('users are the platform administrators’ business', () => {
  const { createUser, listUsers, getUser, enableUser, disableUser, deleteUser } = t.access;
  for (const rule of [createUser, listUsers, getUser, enableUser, disableUser, deleteUser])
    expect(rule).toEqual(SUPERUSER);
});

describe('a resource', () => {
  let folder: string;
  let order: string;
  const owner = asUser(uuid());
  beforeEach(async () => {
    await t.permission('compute_order_get', 'compute/order');
    await t.permission('compute_order_update', 'compute/order');
    await t.permission('compute_folder_list', 'compute/folder');
    await t.stores.users.create({
      id: owner.id,
      names: ['o'],
      email: 'o@x.de',
      title: '',
      avatar: '',
      metadata: {},
      now: AT,
    });
    folder = await make('compute/folder', 'f');
    order = await make('compute/order', 'x');
  });
  const make = async (namespace: string, name: string) => {
    const resource = { id: uuid(), namespace, name, project: 'one', parent: undefined, owner: undefined };
    const creator = { principal: owner, policyId: uuid() };
    await t.stores.resources.create({ ...resource, title: '', metadata: {}, now: AT, creator });
    return resource.id;
  };
  const get = (id: string) => ask(t.access.getProjectResource, request(GetProjectResourceRequestSchema, { id }));
  const remove = (id: string) =>
    ask(t.access.deleteProjectResource, request(DeleteProjectResourceRequestSchema, { id }));
  const update = (id: string, parent: string, principal = stranger) =>
    ask(
      t.access.updateProjectResource,
      request(UpdateProjectResourceRequestSchema, { id, body: { parent } }),
      principal,
    );

  test('is created by who may get the project', async () => {
    const message = request(CreateProjectResourceRequestSchema, { projectId: 'one' });
    expect(await ask(t.access.createProjectResource, message)).toEqual(at('app_project_get', 'app/project', one.id));
  });

  test('asks for the verb of its own type where that is defined, else for what stands for it at the project', async () => {
    expect(await get(order)).toEqual(at('compute_order_get', 'compute/order', order));
    expect(await update(order, '')).toEqual(at('compute_order_update', 'compute/order', order));
    expect(await remove(order)).toEqual(at('app_project_update', 'app/project', one.id));
    expect(await get(folder)).toEqual(at('app_project_get', 'app/project', one.id));
    expect(await update(folder, '')).toEqual(at('app_project_update', 'app/project', one.id));
  });

  test('is moved by its owner, by no narrowed token of theirs, and by who administers the project', async () => {
    const parent = `compute/folder:${folder}`;
    expect(await update(order, parent)).toEqual(at('app_project_administer', 'app/project', one.id));
    expect(await update(order, parent, caller(owner))).toEqual(at('compute_order_update', 'compute/order', order));
    const narrowed = { ...caller(owner), narrowing: { permissions: new Set<string>(), resource: undefined } };
    expect(await update(order, parent, narrowed)).toEqual(at('app_project_administer', 'app/project', one.id));
  });

  test('that is not there requires what only platform administrators hold', async () => {
    for (const ask of [get(uuid()), remove(uuid()), update(uuid(), '')]) expect(await ask).toEqual(SUPERUSER);
  });

  test('with an id or parent of another form is refused', async () => {
    expect(await refusal(() => get('x'))).toEqual(['invalid_argument', 'id']);
    expect(await refusal(() => update(order, 'x'))).toEqual(['invalid_argument', 'body.parent']);
  });
});
