// Organizations: created, owned, listed, changed, disabled.
import { beforeEach, describe, expect, test } from 'vitest';
import {
  AdminCreateOrganizationRequestSchema,
  CreateOrganizationRequestSchema,
  ListOrganizationsRequestSchema,
  UpdateOrganizationRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/organizations_pb.js';
import { type Call, callerOf } from '../../src/kernel/rpc.js';
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
beforeEach(async () => {
  t = await testOrganizations();
});

const at = (id: string) => ({ namespace: 'app/organization', id });
const create = (name: string, call: Call) =>
  t.rpc.createOrganization(request(CreateOrganizationRequestSchema, { body: { name } }), call);

describe('creating', () => {
  test('answers it as stored, and its creator owns it', async () => {
    const user = await t.user();
    const body = {
      name: 'acme',
      title: 'Acme',
      avatar: 'https://a.example/p.png',
      metadata: { tier: ['gold', 1, null] },
    };
    const { organization, revision } = await t.rpc.createOrganization(
      request(CreateOrganizationRequestSchema, { body }),
      callBy(asUser(user.id)),
    );
    expect(organization).toMatchObject({ ...body, state: 'enabled' });
    expect(organization?.createdAt).toEqual(organization?.updatedAt);
    const id = organization?.id ?? '';
    expect(await grantsAt(t.db, at(id))).toEqual([`app_organization_owner app/user:${user.id}`]);
    expect(await changesAt(t.db, revision ?? '')).toEqual([
      `grant app/user:${user.id}|app/organization:${id}`,
      'name app/organization:acme',
      `object app/organization:${id}`,
    ]);
  });

  test('by a service user gives it nothing: it is of another organization', async () => {
    const { organization } = await create('acme', callBy(await t.serviceUser(null)));
    expect(await grantsAt(t.db, at(organization?.id ?? ''))).toEqual([]);
  });

  test('a name that is taken is refused, and nothing is left behind', async () => {
    await create('acme', callBy(asUser((await t.user()).id)));
    expect(await refusal(() => create('acme', anybody))).toEqual(['already_exists', 'body.name']);
    expect(await t.db.selectFrom('policies').selectAll().execute()).toHaveLength(1);
  });
});

describe('creating for others', () => {
  const adminCreate = (name: string, orgOwnerEmail: string) =>
    t.adminRpc.adminCreateOrganization(
      request(AdminCreateOrganizationRequestSchema, { body: { name, orgOwnerEmail } }),
      anybody,
    );

  test('makes the owner if nobody has the address', async () => {
    const { organization } = await adminCreate('acme', 'Owner@Example.com');
    const owner = await t.stores.users.get('owner@example.com');
    expect(owner).toMatchObject({ name: 'Owner'.toLowerCase(), email: 'owner@example.com' });
    expect(await grantsAt(t.db, at(organization?.id ?? ''))).toEqual([`app_organization_owner app/user:${owner?.id}`]);
  });

  test('takes who has the address', async () => {
    const user = await t.user('ann');
    const { organization } = await adminCreate('acme', 'ANN@example.com');
    expect(await grantsAt(t.db, at(organization?.id ?? ''))).toEqual([`app_organization_owner app/user:${user.id}`]);
  });

  test('needs no owner', async () => {
    const { organization } = await adminCreate('acme', '');
    expect(await grantsAt(t.db, at(organization?.id ?? ''))).toEqual([]);
  });

  test('makes no user if the name is taken', async () => {
    await t.organization('acme');
    expect(await refusal(() => adminCreate('acme', 'new@example.com'))).toEqual(['already_exists', 'body.name']);
    expect(await t.stores.users.get('new@example.com')).toBeUndefined();
  });
});

test('is found by id and by name', async () => {
  const organization = await t.organization('acme');
  expect(await t.stores.organizations.get('acme')).toEqual(organization);
  expect(await t.stores.organizations.get(organization.id)).toEqual(organization);
  expect(await t.stores.organizations.get('other')).toBeUndefined();
  expect(await t.stores.organizations.get(uuid())).toBeUndefined();
});

describe('updating', () => {
  const update = (id: string, body: object) =>
    t.rpc.updateOrganization(request(UpdateOrganizationRequestSchema, { id, body }), anybody);

  test('replaces everything but id, name and the time of creation', async () => {
    const before = await t.organization('acme');
    t.clock.advance(60_000);
    const { organization } = await update('acme', { name: 'acme', title: 'New', metadata: { a: 1 } });
    expect(organization).toMatchObject({ id: before.id, name: 'acme', title: 'New', avatar: '', metadata: { a: 1 } });
    expect(organization?.updatedAt?.seconds).toBe((organization?.createdAt?.seconds ?? 0n) + 60n);
  });

  test('another name is refused, an unknown organization not found', async () => {
    await t.organization('acme');
    expect(await refusal(() => update('acme', { name: 'other' }))).toEqual(['invalid_argument', 'body.name']);
    expect(await refusal(() => update('other', {}))).toEqual(['not_found', 'ORGANIZATION_NOT_FOUND']);
  });
});

describe('disabling', () => {
  const row = (id: string) =>
    t.db.selectFrom('organizations').select(['state', 'generation']).where('id', '=', id).executeTakeFirstOrThrow();
  const change = (state: 'enabled' | 'disabled') => ({ state, now: new Date(t.clock.now()) });

  test('bumps the generation once, enabling does not', async () => {
    const { id } = await t.organization('acme');
    const { revision } = await t.stores.organizations.setState('acme', change('disabled'));
    expect(await row(id)).toEqual({ state: 'disabled', generation: 2 });
    expect(await changesAt(t.db, revision)).toEqual([
      `object app/organization:${id}`,
      `revocation organization|${id}|2`,
    ]);
    const again = await t.stores.organizations.setState(id, change('disabled'));
    expect(again.revision).toBe(revision);
    await t.stores.organizations.setState(id, change('enabled'));
    expect(await row(id)).toEqual({ state: 'enabled', generation: 2 });
  });

  test('an unknown one is not found', async () => {
    const unknown = await refusal(() => t.stores.organizations.setState('other', change('disabled')));
    expect(unknown).toEqual(['not_found', 'ORGANIZATION_NOT_FOUND']);
  });
});

describe('listing', () => {
  const list = async (call: Call, filter: object = {}) => {
    const { organizations } = await t.rpc.listOrganizations(request(ListOrganizationsRequestSchema, filter), call);
    return organizations?.map(({ name }) => name);
  };
  test('a user sees where a policy names them, or a group that they are in through groups that count', async () => {
    const now = new Date(t.clock.now());
    const user = await t.user();
    const [direct, byGroup, off, home] = [
      await t.organization(),
      await t.organization(),
      await t.organization(),
      await t.organization(),
    ];
    await t.organization();
    const [inner, outer] = [await t.group(home.id), await t.group(home.id)];
    await t.stores.members.add(inner, [{ ref: asUser(user.id), field: '' }], now);
    await t.stores.members.add(outer, [{ ref: { namespace: 'app/group', id: inner.id }, field: '' }], now);
    await grant(t.db, asUser(user.id), at(direct.id));
    await grant(t.db, { namespace: 'app/group', id: outer.id }, at(byGroup.id));
    await grant(t.db, asUser(user.id), at(off.id));
    await t.stores.organizations.setState(off.id, { state: 'disabled', now });
    const call = callBy(asUser(user.id));
    expect((await list(call))?.sort()).toEqual([direct.name, byGroup.name].sort());
    await t.stores.groups.setState({ id: inner.id }, { state: 'disabled', now });
    expect(await list(call)).toEqual([direct.name]);
    expect(await list(call, { state: 'disabled' })).toEqual([]);
  });

  test('a service user sees its own', async () => {
    const own = await t.organization();
    await t.organization();
    expect(await list(callBy(await t.serviceUser(own.id)))).toEqual([own.name]);
    expect(await list(callBy(await t.serviceUser(null)))).toEqual([]);
  });

  test('a platform administrator sees all, a page of them, or those of one user', async () => {
    const admin = await t.serviceUser(null);
    t.admins.add(admin.id);
    const made = [await t.organization(), await t.organization(), await t.organization()];
    const names = made.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ name }) => name);
    const call = callBy(admin);
    expect(callerOf(call).id).toBe(admin.id);
    expect(await list(call)).toEqual(names);
    expect(await list(call, { pageSize: 2, pageNum: 2 })).toEqual(names.slice(2));
    expect(await list(call, { pageSize: 2_147_483_647, pageNum: 2_147_483_647 })).toEqual([]);
    const user = await t.user();
    expect(await list(call, { userId: user.id })).toEqual([]);
    await grant(t.db, asUser(user.id), at(made[0]?.id ?? ''));
    expect(await list(call, { userId: user.id })).toEqual([made[0]?.name]);
  });
});
