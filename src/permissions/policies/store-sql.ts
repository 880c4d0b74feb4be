// Policies in SQL.
import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import { notFound } from '../../kernel/errors.js';
import {
  type Database,
  grantChanged,
  isMissingReference,
  type Tables,
  type Write,
  write,
} from '../../storage/index.js';
import { hold, holdPlace, homeOf, locate } from './place-sql.js';
import type { Policy, PolicyDraft, PolicyFilter } from './policy.js';
import type { PolicyStore } from './store.js';

type Row = Selectable<Tables['policies']>;

export function sqlPolicyStore(db: Database): PolicyStore {
  return {
    locate: (ref) => locate(db, ref),
    homeOf: (principal) => homeOf(db, principal),
    list: async (filter) => {
      const policies = db.selectFrom('policies').selectAll().orderBy('created_at').orderBy('id');
      return (await filtered(policies, filter).execute()).map(toPolicy);
    },
    find: async (id) => {
      const row = await db.selectFrom('policies').selectAll().where('id', '=', id).executeTakeFirst();
      return row && toPolicy(row);
    },
    create: (draft, now) => write(db, (transaction) => create(transaction, draft, now)),
    remove: (id) => write(db, (transaction) => remove(transaction, id)),
  };
}

function filtered(
  policies: SelectQueryBuilder<Tables, 'policies', Row>,
  { resource, principal, roleId }: PolicyFilter,
): SelectQueryBuilder<Tables, 'policies', Row> {
  let query = policies;
  if (resource !== undefined)
    query = query.where('resource_id', '=', resource.id).where('resource_namespace', '=', resource.namespace);
  if (principal !== undefined)
    query = query.where('principal_id', '=', principal.id).where('principal_namespace', '=', principal.namespace);
  return roleId === undefined ? query : query.where('role_id', '=', roleId);
}

async function create(transaction: Write, draft: PolicyDraft, now: Date): Promise<Policy> {
  if (!(await holdPlace(transaction, draft.place))) throw notFound('resource');
  if (!(await hold(transaction, draft.principal))) throw notFound('principal');
  const { added, ...row } = await upsert(transaction, draft, now);
  if (added) grantChanged(transaction, draft.principal, draft.place.ref);
  return toPolicy(row);
}

async function upsert({ sql: transaction }: Write, draft: PolicyDraft, now: Date): Promise<Row & { added: boolean }> {
  try {
    return await transaction
      .insertInto('policies')
      .values({
        id: draft.id,
        role_id: draft.roleId,
        resource_namespace: draft.place.ref.namespace,
        resource_id: draft.place.ref.id,
        principal_namespace: draft.principal.namespace,
        principal_id: draft.principal.id,
        title: draft.title,
        metadata: JSON.stringify(draft.metadata),
        created_at: now,
        updated_at: now,
      })
      // An update that changes nothing answers the row that is there, and holds it.
      .onConflict((conflict) =>
        conflict.expression(POLICIES_KEY).doUpdateSet(({ ref }) => ({ id: ref('policies.id') })),
      )
      .returningAll()
      // A row version that replaces none has no xmax: that row is new.
      .returning(sql<boolean>`policies.xmax = 0`.as('added'))
      .executeTakeFirstOrThrow();
  } catch (error) {
    if (isMissingReference(error)) throw notFound('role');
    throw error;
  }
}

/** As the unique index of that name spells it. */
const POLICIES_KEY = sql`principal_id, principal_namespace, resource_id, resource_namespace,
  coalesce(role_id, '00000000-0000-0000-0000-000000000000')`;

async function remove(transaction: Write, id: string): Promise<void> {
  const row = await transaction.sql.deleteFrom('policies').where('id', '=', id).returningAll().executeTakeFirst();
  if (row === undefined) throw notFound('policy');
  const { principal, resource } = toPolicy(row);
  grantChanged(transaction, principal, resource);
}

function toPolicy(row: Row): Policy {
  return {
    id: row.id,
    roleId: row.role_id,
    resource: { namespace: row.resource_namespace, id: row.resource_id },
    principal: { namespace: row.principal_namespace, id: row.principal_id },
    title: row.title,
    metadata: row.metadata,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
