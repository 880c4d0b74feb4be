// Users: created with a name or without, found, listed, disabled, deleted.
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CreateUserRequestSchema,
  GetUserRequestSchema,
  ListUsersRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/users_pb.js';
import {
  AT,
  anybody,
  asUser,
  changesAt,
  everyRow,
  grant,
  refusal,
  request,
  type TestOrganizations,
  testOrganizations,
  uuid,
} from './support.js';

let t: TestOrganizations;
beforeEach(async () => {
  t = await testOrganizations();
});

const create = (body: object) => t.rpc.createUser(request(CreateUserRequestSchema, { body }), anybody);

describe('creating', () => {
  test('answers the user as stored, the address in lower case', async () => {
    const body = { name: 'ann', title: 'Ann', avatar: 'https://a.example/p.png', metadata: { a: 'ü' } };
    const { user, revision } = await create({ ...body, email: 'Ann@Example.com' });
    expect(user).toMatchObject({ ...body, email: 'ann@example.com', state: 'enabled' });
    expect(await changesAt(t.db, revision ?? '')).toEqual([`object app/user:${user?.id}`]);
  });

  test('without a name makes one from the address, with something behind it if it is taken', async () => {
    expect((await create({ email: 'ann.lee+x@example.com' })).user?.name).toBe('ann-lee-x');
    expect((await create({ email: 'ann-lee-x@example.com' })).user?.name).toMatch(/^ann-lee-x-[0-9a-f]{12}$/);
  });

  test('an address or a name that is taken is refused', async () => {
    await create({ name: 'ann', email: 'ann@example.com' });
    const sameEmail = await refusal(() => create({ name: 'bob', email: 'ANN@example.com' }));
    expect(sameEmail).toEqual(['already_exists', 'body.email']);
    const sameName = await refusal(() => create({ name: 'ann', email: 'bob@example.com' }));
    expect(sameName).toEqual(['already_exists', 'body.name']);
    expect(await t.stores.users.get('bob@example.com')).toBeUndefined();
  });

  test('two at once with one address make one', async () => {
    const both = await Promise.allSettled([create({ email: 'ann@example.com' }), create({ email: 'ann@example.com' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

test('is found by id and by address', async () => {
  const get = (id: string) => t.rpc.getUser(request(GetUserRequestSchema, { id }), anybody);
  const { id } = await t.user('ann');
  expect((await get(id)).user).toMatchObject({ name: 'ann' });
  expect((await get('ANN@example.com')).user).toMatchObject({ id });
  expect(await refusal(() => get(uuid()))).toEqual(['not_found', 'USER_NOT_FOUND']);
  expect(await refusal(() => get('bob@example.com'))).toEqual(['not_found', 'USER_NOT_FOUND']);
});

describe('listing', () => {
  const list = async (filter: object) => {
    const answer = await t.rpc.listUsers(request(ListUsersRequestSchema, filter), anybody);
    expect(answer.count).toBe(answer.users?.length);
    return answer.users?.map(({ name }) => name).sort();
  };

  test('by a part of name, title or address, taken literally', async () => {
    await create({ name: 'ann', title: '100% Ann', email: 'a_b@example.com' });
    await create({ name: 'bob', title: 'Bob', email: 'bob@example.com' });
    expect(await list({})).toEqual(['ann', 'bob']);
    expect(await list({ keyword: 'BO' })).toEqual(['bob']);
    expect(await list({ keyword: '0%' })).toEqual(['ann']);
    expect(await list({ keyword: 'a_b@' })).toEqual(['ann']);
    expect(await list({ keyword: '%' })).toEqual(['ann']);
    expect(await list({ keyword: "'; drop table users" })).toEqual([]);
  });

  test('by state, organization, group and page', async () => {
    const acme = await t.organization('acme');
    const group = await t.group(acme.id);
    const [ann, bob, eve] = [await t.user('ann'), await t.user('bob'), await t.user('eve')];
    await t.stores.users.setState(ann.id, { state: 'disabled', now: AT });
    await grant(t.db, asUser(bob.id), { namespace: 'app/organization', id: acme.id });
    await t.stores.members.add(group, [{ ref: asUser(eve.id), field: '' }], AT);
    expect(await list({ state: 'disabled' })).toEqual(['ann']);
    expect(await list({ state: 'enabled' })).toEqual(['bob', 'eve']);
    expect(await list({ orgId: 'acme' })).toEqual(['bob']);
    expect(await list({ orgId: acme.id })).toEqual(['bob']);
    expect(await list({ orgId: 'other' })).toEqual([]);
    expect(await list({ groupId: group.id })).toEqual(['eve']);
    const pages = [await list({ pageSize: 2, pageNum: 1 }), await list({ pageSize: 2, pageNum: 2 })];
    expect(pages.map((page) => page?.length)).toEqual([2, 1]);
    expect(pages.flat().sort()).toEqual(['ann', 'bob', 'eve']);
  });
});

test('disabling bumps the generation once', async () => {
  const { id } = await t.user();
  const { revision } = await t.stores.users.setState(id, { state: 'disabled', now: AT });
  expect(await changesAt(t.db, revision)).toEqual([`object app/user:${id}`, `revocation principal|${id}|2`]);
  await t.stores.users.setState(id, { state: 'disabled', now: AT });
  await t.stores.users.setState(id, { state: 'enabled', now: AT });
  const row = await t.db.selectFrom('users').select(['state', 'generation']).where('id', '=', id).executeTakeFirst();
  expect(row).toEqual({ state: 'enabled', generation: 2 });
  const unknown = await refusal(() => t.stores.users.setState(uuid(), { state: 'enabled', now: AT }));
  expect(unknown).toEqual(['not_found', 'USER_NOT_FOUND']);
});

test('deleting leaves nothing that names the user', async () => {
  const before = await everyRow(t.db);
  const { id } = await t.user();
  const acme = await t.organization('acme');
  const group = await t.group(acme.id);
  await grant(t.db, asUser(id), { namespace: 'app/organization', id: acme.id });
  await t.stores.members.add(group, [{ ref: asUser(id), field: '' }], AT);
  await t.db
    .insertInto('platform_members')
    .values({ principal_namespace: 'app/user', principal_id: id, relation: 'admin', created_at: AT })
    .execute();
  const { revision } = await t.stores.users.delete(id);
  expect(await changesAt(t.db, revision)).toEqual([
    `grant app/user:${id}|app/organization:${acme.id}`,
    `member app/user:${id}|app/group:${group.id}`,
    `object app/user:${id}`,
    `platform app/user:${id}`,
  ]);
  await t.stores.organizations.delete('acme');
  expect(await everyRow(t.db)).toEqual(before);
  expect(await refusal(() => t.stores.users.delete(id))).toEqual(['not_found', 'USER_NOT_FOUND']);
});
