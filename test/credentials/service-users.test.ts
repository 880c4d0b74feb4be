// Service users from creation to deletion, through the handlers.

import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { bootstrapServiceUser } from '../../src/credentials/index.js';
import { BOOTSTRAP_SERVICE_USER_ID } from '../../src/permissions/index.js';
import { EVERY_GENERATION } from '../../src/storage/index.js';
import { basic, refusalFrom, testCall, testMeta } from './call.js';
import { type House, openHouse, request, uuid } from './house.js';

let house: House;
let org: string;
beforeAll(async () => {
  house = await openHouse();
  org = await house.organization();
});

const notFound = (what: string) => ({ code: 'not_found', message: `${what} not found` });

async function changesAt(revision: string | undefined): Promise<string[]> {
  const rows = await house.db
    .selectFrom('changes')
    .select(['kind', 'key'])
    .where('revision', '=', String(BigInt(revision ?? '0')))
    .execute();
  // Of a revocation without its times.
  return rows.map(({ kind, key }) => `${kind} ${key}`.replace(/(?<=^revocation .*)(\|\d+){2}$/, '')).sort();
}

function generation(id: string): Promise<number> {
  return house.db
    .selectFrom('service_users')
    .select('generation')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
    .then((row) => row.generation);
}

describe('CreateServiceUser', () => {
  const create = (fields: object) => house.rpc.createServiceUser(request(fields), testCall());

  test('answers it as stored, and grants it app_organization_viewer', async () => {
    const body = { title: 'ci', metadata: { team: 'a' } };
    const { serviceuser, revision } = await create({ orgId: org, body });
    expect(serviceuser).toMatchObject({ ...body, state: 'enabled', orgId: org });
    const id = String(serviceuser?.id);
    expect(await house.rpc.getServiceUser(request({ id }), testCall())).toEqual({ serviceuser });
    const granted = await house.db
      .selectFrom('policies')
      .innerJoin('roles', 'roles.id', 'policies.role_id')
      .select(['roles.name', 'policies.resource_id'])
      .where('principal_id', '=', id)
      .execute();
    expect(granted).toEqual([{ name: 'app_organization_viewer', resource_id: org }]);
    expect(await changesAt(revision)).toEqual([
      `grant app/serviceuser:${id}|app/organization:${org}`,
      `object app/serviceuser:${id}`,
    ]);
  });

  test('takes the name of the organization, and no body', async () => {
    const { serviceuser } = await create({ orgId: `org-${org}` });
    expect(serviceuser).toMatchObject({ orgId: org, title: '', metadata: {} });
  });

  test('of an unknown organization is not_found', async () => {
    await expect(create({ orgId: uuid() })).rejects.toMatchObject(notFound('organization'));
    await expect(create({ orgId: 'nothing' })).rejects.toMatchObject(notFound('organization'));
  });

  test('of a disabled organization is failed_precondition', async () => {
    const orgId = await house.organization('disabled');
    await expect(create({ orgId })).rejects.toMatchObject({
      code: 'failed_precondition',
      reason: 'ORGANIZATION_DISABLED',
    });
  });

  test.each([
    [{ orgId: '' }, 'org_id'],
    [{ orgId: 'a b' }, 'org_id'],
    [{ orgId: uuid().toUpperCase() }, 'org_id'],
    [{ orgId: 'x', body: { title: 'a\u0000b', metadata: {} } }, 'body.title'],
    [{ orgId: 'x', body: { title: '', metadata: { a: '\u0000' } } }, 'body.metadata'],
  ])('refuses %j', async (fields, field) => {
    await expect(create(fields)).rejects.toMatchObject({ code: 'invalid_argument', violations: [{ field }] });
  });
});

describe('listing', () => {
  test('answers all of an organization by creation, of one state when asked', async () => {
    const orgId = await house.organization();
    const ids = [];
    for (let i = 0; i < 3; i += 1) {
      ids.push(await house.serviceUser(orgId));
      house.clock.advance(1);
    }
    await house.rpc.disableServiceUser(request({ id: ids[1] }), testCall());
    const list = async (fields: object) =>
      (await house.rpc.listServiceUsers(request({ orgId, ...fields }), testCall())).serviceusers?.map(({ id }) => id);
    expect(await list({})).toEqual(ids);
    expect(await list({ state: 'disabled' })).toEqual([ids[1]]);
    expect(await list({ state: 'enabled' })).toEqual([ids[0], ids[2]]);
    const byPath = await house.rpc.listOrganizationServiceUsers(request({ id: `org-${orgId}` }), testCall());
    expect(byPath.serviceusers?.map(({ id }) => id)).toEqual(ids);
  });

  test('refuses an unknown state, and an unknown organization', async () => {
    await expect(house.rpc.listServiceUsers(request({ orgId: org, state: 'gone' }), testCall())).rejects.toMatchObject({
      violations: [{ field: 'state' }],
    });
    await expect(house.rpc.listServiceUsers(request({ orgId: uuid() }), testCall())).rejects.toMatchObject(
      notFound('organization'),
    );
  });
});

describe('a path with an organization', () => {
  const calls = ['getServiceUser', 'deleteServiceUser', 'enableServiceUser', 'disableServiceUser'] as const;
  const more = ['listSecrets', 'createSecret', 'listKeys', 'createKey'] as const;

  test.each([...calls, ...more])('%s of another organization is not_found', async (rpc) => {
    const id = await house.serviceUser(org);
    const other = await house.organization();
    for (const orgId of [other, `org-${other}`, uuid(), 'nothing'])
      await expect(house.rpc[rpc](request({ id, orgId }), testCall({}, house.caller))).rejects.toMatchObject(
        notFound('service user'),
      );
    await expect(house.rpc.getServiceUser(request({ id, orgId: org }), testCall())).resolves.toBeDefined();
    await expect(house.rpc.getServiceUser(request({ id, orgId: `org-${org}` }), testCall())).resolves.toBeDefined();
  });

  test.each([...calls, ...more])('%s of no service user is not_found', async (rpc) => {
    await expect(house.rpc[rpc](request({ id: uuid() }), testCall({}, house.caller))).rejects.toMatchObject(
      notFound('service user'),
    );
  });
});

describe('disabling and enabling', () => {
  test('stops its credentials at once and lets them work again', async () => {
    const id = await house.serviceUser(org);
    const secret = await house.secret(id);
    const present = () => house.authenticate(testMeta(basic(secret.id, secret.secret)));
    expect(await present()).toMatchObject({ id });

    const { revision } = await house.rpc.disableServiceUser(request({ id }), testCall());
    expect(await changesAt(revision)).toEqual([`object app/serviceuser:${id}`, `revocation principal|${id}|2`]);
    expect(await refusalFrom(present)).toBe('SERVICE_USER_DISABLED');
    expect(await house.rpc.getServiceUser(request({ id }), testCall())).toMatchObject({
      serviceuser: { state: 'disabled' },
    });

    await house.rpc.enableServiceUser(request({ id }), testCall());
    expect(await present()).toMatchObject({ id });
  });

  test('raises the generation at each change of state, and only then', async () => {
    const id = await house.serviceUser(org);
    const before = await generation(id);
    await house.rpc.enableServiceUser(request({ id }), testCall());
    expect(await generation(id)).toBe(before);
    await house.rpc.disableServiceUser(request({ id }), testCall());
    await house.rpc.disableServiceUser(request({ id }), testCall());
    expect(await generation(id)).toBe(before + 1);
    await house.rpc.enableServiceUser(request({ id }), testCall());
    expect(await generation(id)).toBe(before + 2);
  });
});

describe('deleting', () => {
  test('takes secrets, keys, policies, memberships and platform relations along, and tells of each', async () => {
    const id = await house.serviceUser(org);
    const secret = await house.secret(id);
    const key = await house.key(id, { algorithm: 'EdDSA' });
    const now = new Date(house.clock.now());
    const group = { id: uuid(), name: 'g', org_id: org, title: '', metadata: '{}', created_at: now, updated_at: now };
    await house.db.insertInto('groups').values(group).execute();
    const member = { member_namespace: 'app/serviceuser', member_id: id, group_id: group.id, created_at: now };
    await house.db.insertInto('group_members').values(member).execute();
    const platform = { principal_namespace: 'app/serviceuser', principal_id: id, created_at: now };
    await house.db
      .insertInto('platform_members')
      .values({ ...platform, relation: 'admin' })
      .execute();

    const { revision } = await house.rpc.deleteServiceUser(request({ id }), testCall());
    expect(await changesAt(revision)).toEqual([
      ...[`credential ${secret.id}`, `credential ${key.kid}`].sort(),
      `grant app/serviceuser:${id}|app/organization:${org}`,
      `member app/serviceuser:${id}|app/group:${group.id}`,
      `object app/serviceuser:${id}`,
      `platform app/serviceuser:${id}`,
      `revocation principal|${id}|${EVERY_GENERATION}`,
    ]);
    const left = await sql`
      select id::text from secrets where service_user_id = ${id}
      union all select id::text from keys where service_user_id = ${id}
      union all select id::text from policies where principal_id = ${id}
      union all select member_id::text from group_members where member_id = ${id}
      union all select principal_id::text from platform_members where principal_id = ${id}`.execute(house.db);
    expect(left.rows).toEqual([]);
    await expect(house.rpc.deleteServiceUser(request({ id }), testCall())).rejects.toMatchObject(
      notFound('service user'),
    );
  });
});

describe('the bootstrap service user', () => {
  beforeAll(async () => {
    await bootstrapServiceUser(house.credentials);
  });

  test.each(['deleteServiceUser', 'disableServiceUser'] as const)('%s is failed_precondition', async (rpc) => {
    await expect(house.rpc[rpc](request({ id: BOOTSTRAP_SERVICE_USER_ID }), testCall())).rejects.toMatchObject({
      code: 'failed_precondition',
      reason: 'SERVICE_USER_BUILT_IN',
    });
    const { serviceuser } = await house.rpc.getServiceUser(request({ id: BOOTSTRAP_SERVICE_USER_ID }), testCall());
    expect(serviceuser).toMatchObject({ state: 'enabled', orgId: '' });
  });

  test('belongs to no organization, so every one that is given is another', async () => {
    const named = request({ id: BOOTSTRAP_SERVICE_USER_ID, orgId: org });
    await expect(house.rpc.getServiceUser(named, testCall())).rejects.toMatchObject(notFound('service user'));
  });
});
