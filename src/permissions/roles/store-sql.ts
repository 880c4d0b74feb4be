// Roles in SQL.
import { type Selectable, sql } from 'kysely';
import { alreadyExists, FrontierError, failedPrecondition, notFound } from '../../kernel/errors.js';
import { type Database, isDuplicate, isMissingReference, type Tables, type Write, write } from '../../storage/index.js';
import type { Role, RoleDescription, RoleDraft, RoleFilter } from './role.js';
import type { RoleStore } from './store.js';

export function sqlRoleStore(db: Database): RoleStore {
  return {
    list: (filter) => list(db, filter),
    find: async (id) => {
      const row = await db.selectFrom('roles').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toRole(row);
    },
    findByName: async (name, orgId) => {
      const row = await rolesOf(db, orgId).where('name', '=', name).executeTakeFirst();
      return row && toRole(row);
    },
    create: (draft, now) => write(db, (transaction) => create(transaction, draft, now)),
    update: (id, description, now) => write(db, (transaction) => update(transaction, { ...description, id }, now)),
    remove: (id) => write(db, (transaction) => remove(transaction, id)),
  };
}

function rolesOf(db: Database, orgId: string | null) {
  const roles = db.selectFrom('roles').selectAll();
  return orgId === null ? roles.where('org_id', 'is', null) : roles.where('org_id', '=', orgId);
}

async function list(db: Database, { orgId, state, scopes }: RoleFilter): Promise<readonly Role[]> {
  let query = rolesOf(db, orgId).orderBy(sql`name collate "C"`);
  if (state !== undefined) query = query.where('state', '=', state);
  if (scopes.length > 0) query = query.where(sql<boolean>`scopes && ${[...scopes]}::text[]`);
  return (await query.execute()).map(toRole);
}

async function create(transaction: Write, draft: RoleDraft, now: Date): Promise<Role> {
  await keepPermissions(transaction, draft.permissions);
  const values = {
    ...columns(draft, now),
    id: draft.id,
    org_id: draft.orgId,
    name: draft.name,
    built_in: false,
    created_at: now,
  };
  try {
    const row = await transaction.sql.insertInto('roles').values(values).returningAll().executeTakeFirstOrThrow();
    transaction.changed('role', row.id);
    return toRole(row);
  } catch (error) {
    if (isDuplicate(error, 'roles_name_key')) throw alreadyExists('role', 'body.name');
    if (isMissingReference(error)) throw notFound('organization');
    throw error;
  }
}

async function update(
  transaction: Write,
  { id, ...description }: RoleDescription & { readonly id: string },
  now: Date,
): Promise<Role> {
  await keepPermissions(transaction, description.permissions);
  const row = await transaction.sql
    .updateTable('roles')
    .set(columns(description, now))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw notFound('role');
  if (row.built_in) throw failedPrecondition('ROLE_BUILT_IN', 'a built-in role cannot be changed');
  transaction.changed('role', id);
  return toRole(row);
}

async function remove({ sql: transaction, changed }: Write, id: string): Promise<void> {
  try {
    const row = await transaction.deleteFrom('roles').where('id', '=', id).returning('built_in').executeTakeFirst();
    if (row === undefined) throw notFound('role');
    if (row.built_in) throw failedPrecondition('ROLE_BUILT_IN', 'a built-in role cannot be deleted');
    changed('role', id);
  } catch (error) {
    if (isMissingReference(error)) throw failedPrecondition('ROLE_IN_USE', 'a policy grants the role');
    throw error;
  }
}

/** Holds the permissions until the transaction ends, so that none is deleted before the role that lists it can be seen. */
async function keepPermissions({ sql: transaction }: Write, slugs: readonly string[]): Promise<void> {
  if (slugs.length === 0) return;
  const rows = await transaction
    .selectFrom('permissions')
    .select('slug')
    .where('slug', 'in', slugs)
    .orderBy('slug')
    .forKeyShare()
    .execute();
  if (rows.length < new Set(slugs).size)
    throw new FrontierError('aborted', 'PERMISSION_REMOVED', 'a permission was deleted meanwhile; try again');
}

function columns({ permissions, title, scopes, metadata }: RoleDescription, now: Date) {
  return {
    permissions: [...permissions],
    title,
    scopes: [...scopes],
    metadata: JSON.stringify(metadata),
    updated_at: now,
  };
}

function toRole(row: Selectable<Tables['roles']>): Role {
  return {
    id: row.id,
    orgId: row.org_id,
    name: row.name,
    permissions: [...row.permissions].sort(),
    title: row.title,
    scopes: row.scopes,
    metadata: row.metadata,
    state: row.state,
    builtIn: row.built_in,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
