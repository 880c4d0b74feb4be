// Group members: who may be in a group, and that no group ever holds itself.
import { beforeEach, describe, expect, test } from 'vitest';
import {
  AddGroupMembersRequestSchema,
  AddGroupUsersRequestSchema,
  ListGroupMembersRequestSchema,
  ListGroupUsersRequestSchema,
  RemoveGroupMembersRequestSchema,
  RemoveGroupUserRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/group_members_pb.js';
import type { Organization } from '../../src/organizations/index.js';
import {
  anybody,
  asUser,
  changesAt,
  grant,
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

const add = (id: string, members: string[], orgId = '') =>
  t.rpc.addGroupMembers(request(AddGroupMembersRequestSchema, { id, orgId, members }), anybody);
const remove = (id: string, members: string[]) =>
  t.rpc.removeGroupMembers(request(RemoveGroupMembersRequestSchema, { id, members }), anybody);
const members = async (id: string) =>
  (await t.rpc.listGroupMembers(request(ListGroupMembersRequestSchema, { id }), anybody)).members;

describe('adding', () => {
  test('users of anywhere, service users and groups of the organization, by full or short names', async () => {
    const [group, inner] = [await t.group(acme.id), await t.group(acme.id)];
    const [user, serviceUser] = [await t.user(), await t.serviceUser(acme.id)];
    const added = [`app/user:${user.id}`, `serviceuser:${serviceUser.id}`, `group:${inner.id}`, `user:${user.id}`];
    const { revision } = await add(group.id, added, 'acme');
    const all = [`app/group:${inner.id}`, `app/serviceuser:${serviceUser.id}`, `app/user:${user.id}`];
    expect([...((await members(group.id)) ?? [])].sort()).toEqual(all);
    expect(await changesAt(t.db, revision ?? '')).toEqual(all.map((name) => `member ${name}|app/group:${group.id}`));
    expect((await add(group.id, added)).revision).toBe(revision);
  });

  test('who there is none of and who is of another organization get the same answer, and none is added', async () => {
    const group = await t.group(acme.id);
    const other = await t.organization();
    const refused = [
      `app/user:${uuid()}`,
      `app/user:${(await t.user()).id}`,
      `app/serviceuser:${uuid()}`,
      `app/serviceuser:${(await t.serviceUser(other.id)).id}`,
      `app/serviceuser:${(await t.serviceUser(null)).id}`,
      `app/group:${uuid()}`,
      `app/group:${(await t.group(other.id)).id}`,
    ];
    const fields = 'members[0] members[2] members[3] members[4] members[5] members[6]';
    expect(await refusal(() => add(group.id, refused))).toEqual(['invalid_argument', fields]);
    expect(await members(group.id)).toEqual([]);
  });

  test('malformed members are named', async () => {
    const { id } = await t.group(acme.id);
    const bad = ['', 'user', `user:${uuid().toUpperCase()}`, `project:${uuid()}`, `user:${uuid()}:x`, 'user:a\u0000b'];
    const fields = bad.map((_, i) => `members[${i}]`).join(' ');
    expect(await refusal(() => add(id, bad))).toEqual(['invalid_argument', fields]);
    expect(await refusal(() => add(id, []))).toEqual(['invalid_argument', 'members']);
  });

  test('up to 1,000 at once', async () => {
    const { id } = await t.group(acme.id);
    const user = await t.user();
    await add(id, new Array(1_000).fill(`app/user:${user.id}`));
    expect(await members(id)).toEqual([`app/user:${user.id}`]);
    const tooMany = await refusal(() => add(id, new Array(1_001).fill(`app/user:${user.id}`)));
    expect(tooMany).toEqual(['invalid_argument', 'members']);
  });

  test('to a group that is not there, or in another organization, is not found', async () => {
    const { id } = await t.group(acme.id);
    const other = await t.organization();
    const user = `app/user:${(await t.user()).id}`;
    for (const [group, orgId] of [
      [uuid(), ''],
      [id, other.id],
      [id, other.name],
    ] as const)
      expect(await refusal(() => add(group, [user], orgId))).toEqual(['not_found', 'GROUP_NOT_FOUND']);
  });
});

describe('a cycle', () => {
  const CYCLE = ['failed_precondition', 'GROUP_CYCLE'];
  const groups = (count: number) => Promise.all(Array.from({ length: count }, () => t.group(acme.id)));
  const put = (inner: { id: string } | undefined, outer: { id: string } | undefined) =>
    add(outer?.id ?? '', [`app/group:${inner?.id}`]);

  test('of one, two or more is refused', async () => {
    const [a, b, c, d] = await groups(4);
    expect(await refusal(() => put(a, a))).toEqual(CYCLE);
    await put(a, b);
    expect(await refusal(() => put(b, a))).toEqual(CYCLE);
    await put(b, c);
    await put(c, d);
    expect(await refusal(() => put(d, a))).toEqual(CYCLE);
    await put(a, d);
  });

  test('is refused among other members, of which none is added', async () => {
    const [a, b] = await groups(2);
    await put(a, b);
    const user = await t.user();
    expect(await refusal(() => add(a?.id ?? '', [`app/user:${user.id}`, `app/group:${b?.id}`]))).toEqual(CYCLE);
    expect(await members(a?.id ?? '')).toEqual([]);
  });

  test('is not made by two writes at once either', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b, c] = await groups(3);
      await put(b, c);
      const both = await Promise.allSettled([put(a, b), put(c, a)]);
      expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
  });

  test('can be made possible by taking a member out', async () => {
    const [a, b] = await groups(2);
    await put(a, b);
    await remove(b?.id ?? '', [`app/group:${a?.id}`]);
    await put(b, a);
  });
});

describe('removing', () => {
  test('takes out who is in, passes over who is not', async () => {
    const { id } = await t.group(acme.id);
    const [ann, bob] = [await t.user(), await t.user()];
    await add(id, [`app/user:${ann.id}`, `app/user:${bob.id}`]);
    const gone = [`app/user:${ann.id}`, `user:${uuid()}`, `group:${ann.id}`];
    const { revision } = await remove(id, gone);
    expect(await members(id)).toEqual([`app/user:${bob.id}`]);
    expect(await changesAt(t.db, revision ?? '')).toEqual([`member app/user:${ann.id}|app/group:${id}`]);
    expect((await remove(id, gone)).revision).toBe(revision);
  });

  test('from a group that is not there is not found', async () => {
    expect(await refusal(() => remove(uuid(), [`app/user:${uuid()}`]))).toEqual(['not_found', 'GROUP_NOT_FOUND']);
    expect(await refusal(() => members(uuid()))).toEqual(['not_found', 'GROUP_NOT_FOUND']);
  });
});

describe('the calls for users', () => {
  const addUsers = (id: string, userIds: string[]) =>
    t.rpc.addGroupUsers(request(AddGroupUsersRequestSchema, { id, userIds }), anybody);
  const listUsers = (id: string, withRoles: boolean) =>
    t.rpc.listGroupUsers(request(ListGroupUsersRequestSchema, { id, withRoles }), anybody);

  test('add, list and remove', async () => {
    const { id } = await t.group(acme.id);
    const [ann, bob] = [await t.user('ann'), await t.user('bob')];
    await addUsers(id, [ann.id, bob.id]);
    await add(id, [`app/serviceuser:${(await t.serviceUser(acme.id)).id}`]);
    const { users, rolePairs } = await listUsers(id, false);
    expect(users?.map(({ name }) => name).sort()).toEqual(['ann', 'bob']);
    expect(rolePairs).toEqual([]);
    await t.rpc.removeGroupUser(request(RemoveGroupUserRequestSchema, { id, userId: ann.id }), anybody);
    expect((await listUsers(id, false)).users).toMatchObject([{ name: 'bob' }]);
  });

  test('name unknown users by where they stand', async () => {
    const { id } = await t.group(acme.id);
    const [user, serviceUser] = [await t.user(), await t.serviceUser(acme.id)];
    const refused = await refusal(() => addUsers(id, [user.id, uuid(), serviceUser.id]));
    expect(refused).toEqual(['invalid_argument', 'user_ids[1] user_ids[2]']);
    expect(await refusal(() => addUsers(id, ['ann']))).toEqual(['invalid_argument', 'user_ids[0]']);
  });

  test('answer the roles that users hold on the group itself', async () => {
    const { id } = await t.group(acme.id);
    const [ann, bob] = [await t.user('ann'), await t.user('bob')];
    await addUsers(id, [ann.id]);
    const roles = await t.db.selectFrom('roles').select(['id', 'name']).where('name', 'like', 'app_group%').execute();
    for (const role of roles) {
      await grant(t.db, asUser(ann.id), { namespace: 'app/group', id }, role.id);
      await grant(t.db, asUser(bob.id), { namespace: 'app/group', id }, role.id);
    }
    const { rolePairs } = await listUsers(id, true);
    expect(rolePairs).toMatchObject([
      { userId: ann.id, roles: [{ name: 'app_group_member' }, { name: 'app_group_owner' }] },
    ]);
    expect(rolePairs?.[0]?.roles?.[0]?.orgId).toBe('00000000-0000-0000-0000-000000000000');
  });
});
