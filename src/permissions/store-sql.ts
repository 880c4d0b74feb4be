// Permissions in SQL.
import { type Selectable, sql } from 'kysely';
import { alreadyExists, notFound } from '../kernel/errors.js';
import { type Database, type Tables, type Write, write } from '../storage/index.js';
import type { Permission, PermissionDescription, PermissionDraft } from './permission.js';
import { permissionSlug } from './permission-name.js';
import { removePermission } from './remove-permission-sql.js';
import type { PermissionStore } from './store.js';

export function sqlPermissionStore(db: Database): PermissionStore {
  return {
    list: async () => {
      const rows = await db.selectFrom('permissions').selectAll().orderBy(sql`slug collate "C"`).execute();
      return rows.map(toPermission);
    },
    find: async (id) => {
      const row = await db.selectFrom('permissions').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toPermission(row);
    },
    findBySlugs: async (slugs) => {
      if (slugs.length === 0) return [];
      const rows = await db.selectFrom('permissions').selectAll().where('slug', 'in', slugs).execute();
      return rows.map(toPermission);
    },
    define: (drafts, now) => write(db, (transaction) => define(transaction, drafts, now)),
    describe: (id, description, now) => write(db, (transaction) => describe(transaction, { ...description, id }, now)),
    remove: (id, now) => write(db, (transaction) => removePermission(transaction, id, now)),
  };
}

async function define(
  { sql: transaction, changed }: Write,
  drafts: readonly PermissionDraft[],
  now: Date,
): Promise<readonly Permission[]> {
  const slugs = drafts.map(({ namespace, verb }) => permissionSlug(namespace, verb));
  const bySlug = new Map(drafts.map((draft, index) => [slugs[index] as string, draft]));
  const rows = await transaction
    .insertInto('permissions')
    // In one order for everyone, so that two of these never wait for each other.
    .values([...bySlug].sort(([a], [b]) => (a < b ? -1 : 1)).map(([slug, draft]) => newRow(slug, draft, now)))
    .onConflict((conflict) =>
      conflict
        .column('slug')
        .doUpdateSet(({ ref }) => ({
          title: ref('excluded.title'),
          metadata: ref('excluded.metadata'),
          updated_at: ref('excluded.updated_at'),
        }))
        .whereRef('permissions.namespace', '=', 'excluded.namespace')
        .whereRef('permissions.name', '=', 'excluded.name')
        .where('permissions.built_in', '=', false),
    )
    .returningAll()
    // A row version that replaces none has no xmax: that row is new.
    .returning(sql<boolean>`permissions.xmax = 0`.as('added'))
    .execute();
  const defined = new Map(rows.map((row) => [row.slug, toPermission(row)]));
  for (const row of rows) if (row.added) changed('permission', row.slug);
  return slugs.map((slug, index) => {
    const permission = defined.get(slug);
    if (permission === undefined) throw alreadyExists('permission', `bodies[${index}].key`);
    return permission;
  });
}

async function describe(
  { sql: transaction }: Write,
  { id, title, metadata }: PermissionDescription & { readonly id: string },
  now: Date,
): Promise<Permission> {
  const row = await transaction
    .updateTable('permissions')
    .set({ title, metadata: JSON.stringify(metadata), updated_at: now })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw notFound('permission');
  return toPermission(row);
}

function newRow(slug: string, draft: PermissionDraft, now: Date) {
  return {
    id: draft.id,
    slug,
    namespace: draft.namespace,
    name: draft.verb,
    title: draft.title,
    metadata: JSON.stringify(draft.metadata),
    built_in: false,
    created_at: now,
    updated_at: now,
  };
}

function toPermission(row: Selectable<Tables['permissions']>): Permission {
  return {
    id: row.id,
    slug: row.slug,
    namespace: row.namespace,
    verb: row.name,
    title: row.title,
    metadata: row.metadata,
    builtIn: row.built_in,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
