// Writes what a world says of permissions, roles, policies, members and the platform as rows, and tells the change feed.
import { sql } from 'kysely';
import { grantChanged, memberChanged, type Write } from '../../../src/storage/index.js';
import type { FactOf } from './fact.js';
import { idOf } from './nodes.js';
import { COMMON, insert, splitNode } from './tree-sql.js';

export async function tellPermission(write: Write, { namespace, name, defined }: FactOf<'permission'>): Promise<void> {
  const slug = `${namespace.replace('/', '_')}_${name}`;
  write.changed('permission', slug);
  if (defined)
    return insert(write, 'permissions', { ...COMMON, id: idOf(`permission ${slug}`), slug, namespace, name });
  await sql`delete from permissions where slug = ${slug}`.execute(write.sql);
  const { rows } = await sql<{ id: string }>`
    update roles set permissions = array_remove(permissions, ${slug}) where ${slug} = any(permissions) returning id`.execute(
    write.sql,
  );
  for (const { id } of rows) write.changed('role', id);
}

export async function tellRole(write: Write, { id, name, org, permissions }: FactOf<'role'>): Promise<void> {
  const orgId = org === undefined ? null : splitNode(org).id;
  await write.sql
    .insertInto('roles')
    .values({ ...COMMON, id, name, org_id: orgId, permissions: [...permissions], scopes: [], built_in: false })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ permissions: [...permissions] }))
    .execute();
  write.changed('role', id);
}

export async function tellPlatform(write: Write, { principal, relation, made }: FactOf<'platform'>): Promise<void> {
  const { namespace, id } = splitNode(principal);
  write.changed('platform', principal);
  const row = { principal_namespace: namespace, principal_id: id, relation };
  if (made)
    await write.sql
      .insertInto('platform_members')
      .values({ ...row, created_at: COMMON.created_at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  else
    await sql`delete from platform_members where principal_namespace = ${namespace} and principal_id = ${id}
      and relation = ${relation}`.execute(write.sql);
}

/** All of one run join, or all leave. */
export async function tellMembers(write: Write, facts: readonly FactOf<'member'>[]): Promise<void> {
  for (const { member, group } of facts) memberChanged(write, splitNode(member), splitNode(group));
  const rows = facts.map(({ member, group }) => {
    const { namespace, id } = splitNode(member);
    return { group_id: splitNode(group).id, member_namespace: namespace, member_id: id };
  });
  if (facts[0]?.joins)
    await write.sql
      .insertInto('group_members')
      .values(rows.map((row) => ({ ...row, created_at: COMMON.created_at })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  else
    for (const row of rows)
      await sql`delete from group_members where group_id = ${row.group_id} and member_id = ${row.member_id}
        and member_namespace = ${row.member_namespace}`.execute(write.sql);
}

/** All of one run are made, or all are removed. */
export async function tellPolicies(write: Write, facts: readonly FactOf<'policy'>[]): Promise<void> {
  const rows = facts.map(({ principal: principalNode, resource: resourceNode, role }) => {
    const [principal, resource] = [splitNode(principalNode), splitNode(resourceNode)];
    grantChanged(write, principal, resource);
    const key = { principal_namespace: principal.namespace, principal_id: principal.id };
    return { ...key, resource_namespace: resource.namespace, resource_id: resource.id, role_id: role };
  });
  if (facts[0]?.made)
    await write.sql
      .insertInto('policies')
      .values(rows.map((row) => ({ ...COMMON, ...row, id: idOf(`policy ${JSON.stringify(row)}`) })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  else
    for (const row of rows)
      await sql`delete from policies where principal_id = ${row.principal_id}
        and principal_namespace = ${row.principal_namespace} and resource_id = ${row.resource_id}
        and resource_namespace = ${row.resource_namespace} and role_id is not distinct from ${row.role_id}`.execute(
        write.sql,
      );
}
