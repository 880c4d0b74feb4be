// Removing a permission from the database, from every role that lists it and from every API token that has it.
import { sql } from 'kysely';
import { failedPrecondition, notFound } from '../kernel/errors.js';
import type { Write } from '../storage/index.js';

/** `PermissionStore.remove`. */
export async function removePermission(write: Write, id: string, now: Date): Promise<void> {
  // The whole namespace is locked, so that of two removals one is the last.
  const siblings = await write.sql
    .selectFrom('permissions')
    .select(['id', 'slug', 'namespace', 'built_in'])
    .where('namespace', 'in', write.sql.selectFrom('permissions').select('namespace').where('id', '=', id))
    .orderBy('slug')
    .forUpdate()
    .execute();
  const permission = siblings.find((sibling) => sibling.id === id);
  if (permission === undefined) throw notFound('permission');
  if (permission.built_in) throw failedPrecondition('PERMISSION_BUILT_IN', 'a built-in permission cannot be deleted');
  if (siblings.length === 1 && (await hasResources(write, permission.namespace)))
    throw failedPrecondition('NAMESPACE_HAS_RESOURCES', 'the last permission of a type that still has resources');
  await write.sql.deleteFrom('permissions').where('id', '=', id).execute();
  write.changed('permission', permission.slug);
  await takeOutOfRoles(write, permission.slug, now);
  await takeOutOfTokens(write, permission.slug);
}

async function hasResources({ sql: transaction }: Write, namespace: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('resources')
    .select('id')
    .where('namespace', '=', namespace)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function takeOutOfRoles({ sql: transaction, changed }: Write, slug: string, now: Date): Promise<void> {
  const roles = await transaction
    .selectFrom('roles')
    .select('id')
    .where(sql<boolean>`permissions @> array[${slug}]::text[]`)
    .orderBy('id')
    .forUpdate()
    .execute();
  if (roles.length === 0) return;
  const ids = roles.map((role) => role.id);
  await transaction
    .updateTable('roles')
    .set({ permissions: sql<string[]>`array_remove(permissions, ${slug})`, updated_at: now })
    .where('id', 'in', ids)
    .execute();
  for (const id of ids) changed('role', id);
}

/** One of that name that is defined later is another permission. */
async function takeOutOfTokens({ sql: transaction, changed }: Write, slug: string): Promise<void> {
  const tokens = await transaction
    .selectFrom('api_tokens')
    .select('id')
    .where(sql<boolean>`permissions @> array[${slug}]::text[]`)
    .orderBy('id')
    .forUpdate()
    .execute();
  if (tokens.length === 0) return;
  const ids = tokens.map(({ id }) => id);
  await transaction
    .updateTable('api_tokens')
    .set({ permissions: sql<string[]>`array_remove(permissions, ${slug})` })
    .where('id', 'in', ids)
    .execute();
  for (const id of ids) changed('credential', id);
}
