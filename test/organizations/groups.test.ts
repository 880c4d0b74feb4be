// Groups: created in an organization, listed with who is in them, changed, deleted.
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CreateGroupRequestSchema,
  DeleteGroupRequestSchema,
  DisableGroupRequestSchema,
  GetGroupRequestSchema,
  ListOrganizationGroupsRequestSchema,
  UpdateGroupRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/groups_pb.js';
import type { Organization } from '../../src/organizations/index.js';
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
beforeEach(async () => {
  t = await testOrganizations();
  acme = await t.organization('acme');
});

const at = (id: string | undefined) => ({ namespace: 'app/group', id: id ?? '' });

describe('creating', () => {
  const create = (name: string, orgId: string, call = anybody) =>
    t.rpc.createGroup(request(CreateGroupRequestSchema, { orgId, body: { name } }), call);

  test('makes the creator its owner and first member', async () => {
    const user = await t.user();
    const { group, revision } = await create('ops', 'acme', callBy(asUser(user.id)));
    expect(group).toMatchObject({ name: 'ops', orgId: acme.id, membersCount: 0, users: [] });
    expect(await grantsAt(t.db, at(group?.id))).toEqual([`app_group_owner app/user:${user.id}`]);
    expect(await t.stores.members.list(group?.id ?? '')).toEqual([asUser(user.id)]);
    expect(await changesAt(t.db, revision ?? '')).toEqual([
      `grant app/user:${user.id}|app/group:${group?.id}`,
      `member app/user:${user.id}|app/group:${group?.id}`,
      `object app/group:${group?.id}`,
    ]);
  });

  test('by a service user does so only in its own organization', async () => {
    const [own, platform] = [await t.serviceUser(acme.id), await t.serviceUser(null)];
    const { group } = await create('ops', acme.id, callBy(own));
    expect(await t.stores.members.list(group?.id ?? '')).toEqual([own]);
    const { group: other } = await create('dev', acme.id, callBy(platform));
    expect(await grantsAt(t.db, at(other?.id))).toEqual([]);
    expect(await t.stores.members.list(other?.id ?? '')).toEqual([]);
  });

  test('a name is taken within its organization only', async () => {
    const other = await t.organization();
    await create('ops', 'acme');
    expect((await create('ops', other.id)).group).toMatchObject({ orgId: other.id });
    expect(await refusal(() => create('ops', 'acme'))).toEqual(['already_exists', 'body.name']);
  });

  test('an unknown organization is not found, a disabled one refuses', async () => {
    expect(await refusal(() => create('ops', 'other'))).toEqual(['not_found', 'ORGANIZATION_NOT_FOUND']);
    await t.stores.organizations.setState('acme', { state: 'disabled', now: AT });
    expect(await refusal(() => create('ops', 'acme'))).toEqual(['failed_precondition', 'ORGANIZATION_DISABLED']);
  });
});

describe('under the path of an organization', () => {
  const NOT_FOUND = ['not_found', 'GROUP_NOT_FOUND'];
  const get = (id: string, orgId = '') => t.rpc.getGroup(request(GetGroupRequestSchema, { id, orgId }), anybody);

  test('a group is found with its own, by id or name, or without any', async () => {
    const { id } = await t.group(acme.id);
    for (const orgId of ['', 'acme', acme.id]) expect((await get(id, orgId)).group).toMatchObject({ id });
  });

  test('a group of another is not found, by any call', async () => {
    const other = await t.organization('other');
    const { id } = await t.group(acme.id);
    const before = await everyRow(t.db);
    for (const orgId of ['other', other.id, 'none', uuid()]) {
      expect(await refusal(() => get(id, orgId))).toEqual(NOT_FOUND);
      const update = request(UpdateGroupRequestSchema, { id, orgId, body: { title: 'x' } });
      expect(await refusal(() => t.rpc.updateGroup(update, anybody))).toEqual(NOT_FOUND);
      const disable = request(DisableGroupRequestSchema, { id, orgId });
      expect(await refusal(() => t.rpc.disableGroup(disable, anybody))).toEqual(NOT_FOUND);
      const remove = request(DeleteGroupRequestSchema, { id, orgId });
      expect(await refusal(() => t.rpc.deleteGroup(remove, anybody))).toEqual(NOT_FOUND);
    }
    expect(await everyRow(t.db)).toEqual(before);
    expect(await refusal(() => get(uuid()))).toEqual(NOT_FOUND);
  });
});

test('listing answers those of the organization, filtered, with users and counts when asked', async () => {
  const list = async (filter: object) =>
    (await t.rpc.listOrganizationGroups(request(ListOrganizationGroupsRequestSchema, filter), anybody)).groups;
  const [ops, dev] = [await t.group(acme.id, 'ops'), await t.group(acme.id, 'dev')];
  await t.group((await t.organization()).id);
  const [ann, bob] = [await t.user('ann'), await t.user('bob')];
  const members = [asUser(ann.id), asUser(bob.id), { namespace: 'app/group', id: dev.id } as const];
  await t.stores.members.add(
    ops,
    members.map((ref) => ({ ref, field: '' })),
    AT,
  );
  await t.stores.groups.setState(dev, { state: 'disabled', now: AT });
  expect((await list({ orgId: 'acme' }))?.map(({ name }) => name).sort()).toEqual(['dev', 'ops']);
  expect(await list({ orgId: 'acme', state: 'disabled' })).toMatchObject([{ name: 'dev' }]);
  expect(await list({ orgId: acme.id, groupIds: [ops.id] })).toMatchObject([
    { name: 'ops', membersCount: 0, users: [] },
  ]);
  const [found] = (await list({ orgId: 'acme', groupIds: [ops.id], withMembers: true, withMemberCount: true })) ?? [];
  expect(found?.membersCount).toBe(3);
  expect(found?.users?.map(({ name }) => name).sort()).toEqual(['ann', 'bob']);
  const { group } = await t.rpc.getGroup(request(GetGroupRequestSchema, { id: ops.id, withMembers: true }), anybody);
  expect(group?.users).toHaveLength(2);
});

test('updating replaces title and metadata, never the name', async () => {
  const { id } = await t.group(acme.id, 'ops');
  const update = (body: object) => t.rpc.updateGroup(request(UpdateGroupRequestSchema, { id, body }), anybody);
  expect((await update({ name: 'ops', title: 'Ops', metadata: { a: 1 } })).group).toMatchObject({
    id,
    title: 'Ops',
    metadata: { a: 1 },
  });
  expect(await refusal(() => update({ name: 'dev' }))).toEqual(['invalid_argument', 'body.name']);
});

test('disabling tells the feed once', async () => {
  const { id } = await t.group(acme.id);
  const { revision } = await t.stores.groups.setState({ id }, { state: 'disabled', now: AT });
  expect(await changesAt(t.db, revision)).toEqual([`object app/group:${id}`]);
  expect((await t.stores.groups.setState({ id }, { state: 'disabled', now: AT })).revision).toBe(revision);
});

test('deleting leaves nothing that names the group', async () => {
  const above = await t.group(acme.id);
  const user = await t.user();
  const before = await everyRow(t.db);
  const { id } = await t.group(acme.id);
  await t.stores.members.add({ id }, [{ ref: asUser(user.id), field: '' }], AT);
  await t.stores.members.add(above, [{ ref: { namespace: 'app/group', id }, field: '' }], AT);
  await grant(t.db, { namespace: 'app/group', id }, { namespace: 'app/organization', id: acme.id });
  await grant(t.db, asUser(user.id), at(id));
  const { revision } = await t.stores.groups.delete({ id });
  expect(await changesAt(t.db, revision)).toEqual([
    `grant app/group:${id}|app/organization:${acme.id}`,
    `grant app/user:${user.id}|app/group:${id}`,
    `member app/group:${id}|app/group:${above.id}`,
    `member app/user:${user.id}|app/group:${id}`,
    `object app/group:${id}`,
  ]);
  expect(await everyRow(t.db)).toEqual(before);
});
