// What policies name, in SQL: where an object lies, where a principal belongs, and keeping both from being deleted.
import { type RawBuilder, sql } from 'kysely';
import { isUuid } from '../../kernel/input.js';
import { type ObjectRef, PLATFORM } from '../../kernel/object-ref.js';
import type { PrincipalRef } from '../../kernel/principal.js';
import type { Database, Write } from '../../storage/index.js';
import type { Home, Place } from './policy.js';

const TABLES: Readonly<Record<string, string>> = {
  'app/organization': 'organizations',
  'app/project': 'projects',
  'app/group': 'groups',
  'app/user': 'users',
  'app/serviceuser': 'service_users',
};

const PLACES: Readonly<Record<string, RawBuilder<unknown>>> = {
  'app/organization': sql`select id, id as org_id, null as project_id from organizations`,
  'app/project': sql`select id, org_id, id as project_id from projects`,
  'app/group': sql`select id, org_id, null as project_id from groups`,
};

/** `PolicyStore.locate`. */
export async function locate(db: Database, ref: ObjectRef): Promise<Place | undefined> {
  if (ref.namespace === PLATFORM.namespace) return { ref: PLATFORM, orgId: null, projectId: null };
  const { rows } = await sql<{ id: string; org_id: string; project_id: string | null }>`${placeOf(ref)}`.execute(db);
  const row = rows[0];
  return row && { ref: { namespace: ref.namespace, id: row.id }, orgId: row.org_id, projectId: row.project_id };
}

function placeOf({ namespace, id }: ObjectRef): RawBuilder<unknown> {
  const select = PLACES[namespace];
  if (select !== undefined) return sql`${select} where ${sql.ref(isUuid(id) ? 'id' : 'name')} = ${id}`;
  return sql`select resources.id, projects.org_id, projects.id as project_id
    from resources join projects on projects.id = resources.project_id
    where resources.id = ${id} and resources.namespace = ${namespace}`;
}

/** `PolicyStore.homeOf`. */
export async function homeOf(db: Database, { namespace, id }: PrincipalRef): Promise<Home | undefined> {
  const orgId = namespace === 'app/user' ? sql`null` : sql.ref('org_id');
  const table = sql.table(TABLES[namespace] as string);
  const { rows } = await sql<{ org_id: string | null }>`
    select ${orgId} as org_id from ${table} where id = ${id}`.execute(db);
  return rows[0] && { orgId: rows[0].org_id };
}

/**
 * Keeps the object from being deleted until the transaction ends: whoever deletes it waits, and then finds what was added here.
 * False when it is gone.
 */
export async function hold({ sql: transaction }: Write, { namespace, id }: ObjectRef): Promise<boolean> {
  if (namespace === PLATFORM.namespace) return true;
  const table = sql.table(TABLES[namespace] ?? 'resources');
  const { rows } = await sql`select 1 from ${table} where id = ${id} for key share`.execute(transaction);
  return rows.length > 0;
}

/** `hold` for a place, its organization first: that is the order in which deleting an organization locks. */
export async function holdPlace(write: Write, { ref, orgId }: Place): Promise<boolean> {
  if (orgId !== null && !(await hold(write, { namespace: 'app/organization', id: orgId }))) return false;
  return ref.id === orgId || hold(write, ref);
}
