// Who is in a group, in Postgres.
import { type Selectable, sql } from 'kysely';
import { GROUP, type PrincipalRef, USER } from '../../kernel/principal.js';
import { type Database, memberChanged, type Tables, type Write, write } from '../../storage/index.js';
import { among } from '../rows-sql.js';
import { userFromRow } from '../users/insert-user-sql.js';
import type { User } from '../users/user.js';
import { addMembers, lockMemberships } from './add-members-sql.js';
import { holdGroup } from './find-group-sql.js';
import type { GrantedRole, GroupKey } from './group.js';
import type { GroupMemberStore } from './member-store.js';

export function sqlGroupMemberStore(db: Database): GroupMemberStore {
  return {
    add: (key, members, now) => write(db, (transaction) => addMembers(transaction, key, { members, now })),
    remove: (key, members) => write(db, (transaction) => remove(transaction, key, members)),
    list: (groupId) => list(db, groupId),
    users: (groupIds) => users(db, groupIds),
    counts: (groupIds) => counts(db, groupIds),
    roles: (groupId) => roles(db, groupId),
  };
}

async function remove(transaction: Write, key: GroupKey, members: readonly PrincipalRef[]): Promise<void> {
  const group = await holdGroup(transaction, key, 'key share');
  await lockMemberships(transaction, [group.orgId]);
  const { rows } = await sql<{ member_namespace: string; member_id: string }>`
    delete from group_members
    using unnest(${members.map(({ namespace }) => namespace)}::text[], ${members.map(({ id }) => id)}::uuid[])
      as gone (namespace, id)
    where group_id = ${group.id} and member_namespace = gone.namespace and member_id = gone.id
    returning member_namespace, member_id`.execute(transaction.sql);
  for (const { member_namespace, member_id } of rows)
    memberChanged(transaction, { namespace: member_namespace, id: member_id }, { namespace: GROUP, id: group.id });
}

async function list(db: Database, groupId: string): Promise<PrincipalRef[]> {
  const rows = await db
    .selectFrom('group_members')
    .select(['member_namespace', 'member_id'])
    .where('group_id', '=', groupId)
    .orderBy('created_at')
    .orderBy('member_id')
    .execute();
  return rows.map((row) => ({ namespace: row.member_namespace as PrincipalRef['namespace'], id: row.member_id }));
}

async function users(db: Database, groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly User[]>> {
  const rows = await db
    .selectFrom('group_members')
    .innerJoin('users', 'users.id', 'group_members.member_id')
    .selectAll('users')
    .select('group_members.group_id')
    .where('group_members.member_namespace', '=', USER)
    .where('group_members.group_id', '=', among(groupIds))
    .orderBy('users.created_at')
    .orderBy('users.id')
    .execute();
  const byGroup = new Map<string, User[]>();
  for (const row of rows) {
    const others = byGroup.get(row.group_id);
    if (others === undefined) byGroup.set(row.group_id, [userFromRow(row)]);
    else others.push(userFromRow(row));
  }
  return byGroup;
}

async function counts(db: Database, groupIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('group_members')
    .select(['group_id', sql<number>`count(*)::int`.as('count')])
    .where('group_id', '=', among(groupIds))
    .groupBy('group_id')
    .execute();
  return new Map(rows.map(({ group_id, count }) => [group_id, count]));
}

async function roles(db: Database, groupId: string): Promise<GrantedRole[]> {
  const rows = await db
    .selectFrom('policies')
    .innerJoin('roles', 'roles.id', 'policies.role_id')
    .innerJoin('group_members', 'group_members.member_id', 'policies.principal_id')
    .selectAll('roles')
    .select('policies.principal_id')
    .where('policies.resource_namespace', '=', GROUP)
    .where('policies.resource_id', '=', groupId)
    .where('policies.principal_namespace', '=', USER)
    .where('group_members.member_namespace', '=', USER)
    .where('group_members.group_id', '=', groupId)
    .orderBy('policies.principal_id')
    .orderBy('roles.name')
    .execute();
  return rows.map(grantedRoleFromRow);
}

function grantedRoleFromRow(row: Selectable<Tables['roles']> & { readonly principal_id: string }): GrantedRole {
  const { id, name, title, permissions, scopes, metadata, state } = row;
  const times = { createdAt: row.created_at, updatedAt: row.updated_at };
  const role = { id, orgId: row.org_id ?? undefined, name, title, permissions, scopes, metadata, state, ...times };
  return { userId: row.principal_id, role };
}
