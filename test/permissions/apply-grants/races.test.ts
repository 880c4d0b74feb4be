// Grants applied at the same time as what they name is deleted: either order, but nothing is left behind and nobody waits for ever.
import { sql } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import { FrontierError } from '../../../src/kernel/errors.js';
import { sqlOrganizationStores } from '../../../src/organizations/index.js';
import { testDatabase } from '../../support/database.js';
import { uuid } from '../world.js';
import { createScene, drop, put, type Scene } from './support.js';

const ROUNDS = 6;

let s: Scene;
beforeAll(async () => {
  s = await createScene(await testDatabase());
  const permission = { id: uuid(), namespace: 'compute/order', verb: 'get', title: '', metadata: {} };
  await s.deps.permissions.define([permission], new Date(s.clock.now()));
});

/** Policies and memberships that name what is not there. */
async function dangling(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with thing (namespace, id) as (
      select 'app/organization', id from organizations union all select 'app/project', id from projects
      union all select 'app/group', id from groups union all select 'app/user', id from users
      union all select 'app/serviceuser', id from service_users union all select namespace, id from resources)
    select (select count(*) from policies where (principal_namespace, principal_id) not in (select * from thing)
        or (resource_namespace, resource_id::uuid) not in (select * from thing))::int
      + (select count(*) from group_members where (member_namespace, member_id) not in (select * from thing))::int
      as count`.execute(s.db);
  return rows[0]?.count ?? 0;
}

/** Those that failed otherwise than by a refusal, such as a deadlock. */
async function faults(works: readonly Promise<unknown>[]): Promise<readonly unknown[]> {
  const settled = await Promise.allSettled(works);
  const reasons = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  return reasons.filter((reason) => !(reason instanceof FrontierError));
}

test('deletions of all that a batch names', async () => {
  const stores = sqlOrganizationStores(s.db);
  const now = new Date(s.clock.now());
  for (let round = 0; round < ROUNDS; round += 1) {
    const user = await stores.users.create({
      ...{ id: uuid(), names: [uuid()], email: `${uuid()}@example.org`, avatar: '', title: '', metadata: {} },
      now,
    });
    const group = await s.addGroup(s.ours.org);
    const [folder, order] = [uuid(), uuid()];
    const owner = `user:${user.value.id}`;
    await s.apply([
      put.resource(s.resource({ id: folder, owner })),
      put.policy(s.policy({ principal: `group:${group}` })),
    ]);
    const batch = [
      put.resource(s.resource({ id: order, parent: `compute/order:${folder}`, owner })),
      put.policy(s.policy({ resource: `compute/order:${order}`, principal: `group:${group}` })),
      put.policy(s.policy({ resource: `compute/order:${folder}`, principal: owner })),
      put.membership({ groupId: group, member: owner }),
      drop.policy(s.policy({ principal: `group:${group}` })),
    ];
    const works = [
      s.apply(batch),
      stores.users.delete(user.value.id),
      s.apply([...batch].reverse()),
      stores.groups.delete({ id: group }),
      stores.resources.delete({ id: folder }),
      s.apply([drop.resource(folder), drop.membership({ groupId: group, member: owner })]),
    ];
    expect(await faults(works.sort(() => (round % 3) - 1))).toEqual([]);
    expect(await dangling()).toBe(0);
  }
});

test('memberships put at the same time never make a cycle', async () => {
  const stores = sqlOrganizationStores(s.db);
  for (let round = 0; round < ROUNDS; round += 1) {
    const [a, b] = [await s.addGroup(s.ours.org), await s.addGroup(s.ours.org)];
    const member = { ref: { namespace: 'app/group', id: a } as const, field: 'members[0]' };
    const results = await Promise.allSettled([
      s.apply([put.membership({ groupId: a, member: `group:${b}` })]),
      stores.members.add({ id: b }, [member], new Date(s.clock.now())),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  }
});
