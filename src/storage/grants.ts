// Policies that come and go with the objects they name; every area's adapter uses the same few statements.
import { sql } from 'kysely';
import { type ObjectRef, refKey } from '../kernel/object-ref.js';
import type { Write } from './transaction.js';

export interface Grant {
  /** Id for the policy, should it be new. */
  readonly id: string;
  /** Null for the owner of a resource. */
  readonly roleId: string | null;
  readonly resource: ObjectRef;
  readonly principal: ObjectRef;
  readonly now: Date;
  readonly title?: string;
  readonly metadata?: Record<string, unknown>;
}

/** Adds a policy unless the same one is there (decision rule 9: the same policy twice is the same policy). */
export async function insertGrant(write: Write, grant: Grant): Promise<void> {
  await write.sql
    .insertInto('policies')
    .values({
      id: grant.id,
      role_id: grant.roleId,
      resource_namespace: grant.resource.namespace,
      resource_id: grant.resource.id,
      principal_namespace: grant.principal.namespace,
      principal_id: grant.principal.id,
      title: grant.title ?? '',
      metadata: JSON.stringify(grant.metadata ?? {}),
      created_at: grant.now,
      updated_at: grant.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  grantChanged(write, grant.principal, grant.resource);
}

/** Grants a built-in role by its name, e.g. `app_organization_viewer` to a new service user. */
export async function insertBuiltInGrant(write: Write, roleName: string, grant: Omit<Grant, 'roleId'>): Promise<void> {
  const role = await write.sql
    .selectFrom('roles')
    .select('id')
    .where('name', '=', roleName)
    .where('built_in', '=', true)
    .executeTakeFirstOrThrow();
  await insertGrant(write, { ...grant, roleId: role.id });
}

const FORGET_LOCK = 4_602_012;
/** More ids than this don't fit into one statement: it may have 65,535 parameters. */
const IDS_PER_STATEMENT = 10_000;

/**
 * Decision rule 10: removes every policy, membership, platform relation and API token that names any of the objects, as resource,
 * principal, group or member, and tells the feed that the objects are gone. The objects' own rows are the caller's, who has locked them.
 * One transaction at a time: two that both remove the same policies, in another order each, would wait for one another.
 */
export async function forgetObjects(write: Write, namespace: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await lockForgetting(write);
  for (let from = 0; from < ids.length; from += IDS_PER_STATEMENT)
    await forgetSome(write, namespace, ids.slice(from, from + IDS_PER_STATEMENT));
}

/** For whoever removes policies or memberships of many objects: taken once all rows are locked that are going to be. */
export async function lockForgetting(write: Write): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(FORGET_LOCK)})`.execute(write.sql);
}

async function forgetSome(write: Write, namespace: string, ids: readonly string[]): Promise<void> {
  for (const id of ids) write.changed('object', refKey({ namespace, id }));
  await forgetPolicies(write, namespace, ids);
  await forgetMemberships(write, namespace, ids);
  await forgetTokensBoundTo(write, namespace, ids);
  const platform = await write.sql
    .deleteFrom('platform_members')
    .where('principal_namespace', '=', namespace)
    .where('principal_id', 'in', ids)
    .returning('principal_id')
    .execute();
  for (const { principal_id } of platform) write.changed('platform', refKey({ namespace, id: principal_id }));
}

export function grantChanged(write: Write, principal: ObjectRef, resource: ObjectRef): void {
  write.changed('grant', `${refKey(principal)}|${refKey(resource)}`);
}

export function memberChanged(write: Write, member: ObjectRef, group: ObjectRef): void {
  write.changed('member', `${refKey(member)}|${refKey(group)}`);
}

async function forgetPolicies(write: Write, namespace: string, ids: readonly string[]): Promise<void> {
  const gone = await write.sql
    .deleteFrom('policies')
    .where((where) =>
      where.or([
        where.and([where('resource_namespace', '=', namespace), where('resource_id', 'in', ids)]),
        where.and([where('principal_namespace', '=', namespace), where('principal_id', 'in', ids)]),
      ]),
    )
    .returning(['principal_namespace', 'principal_id', 'resource_namespace', 'resource_id'])
    .execute();
  for (const row of gone) {
    const principal = { namespace: row.principal_namespace, id: row.principal_id };
    grantChanged(write, principal, { namespace: row.resource_namespace, id: row.resource_id });
  }
}

/** What an API token was bound to may be made again with the same id, and is then another object. */
async function forgetTokensBoundTo(write: Write, namespace: string, ids: readonly string[]): Promise<void> {
  const gone = await write.sql
    .deleteFrom('api_tokens')
    .where('resource_namespace', '=', namespace)
    .where('resource_id', 'in', ids)
    .returning('id')
    .execute();
  for (const { id } of gone) write.changed('credential', id);
}

async function forgetMemberships(write: Write, namespace: string, ids: readonly string[]): Promise<void> {
  const gone = await write.sql
    .deleteFrom('group_members')
    .where((where) =>
      where.or([
        where.and([where('member_namespace', '=', namespace), where('member_id', 'in', ids)]),
        ...(namespace === 'app/group' ? [where('group_id', 'in', ids)] : []),
      ]),
    )
    .returning(['member_namespace', 'member_id', 'group_id'])
    .execute();
  for (const row of gone) {
    const member = { namespace: row.member_namespace, id: row.member_id };
    memberChanged(write, member, { namespace: 'app/group', id: row.group_id });
  }
}
