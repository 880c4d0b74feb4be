// Relations to the platform in SQL.
import { failedPrecondition, notFound } from '../../kernel/errors.js';
import { type ObjectRef, refKey } from '../../kernel/object-ref.js';
import { USER } from '../../kernel/principal.js';
import { type Database, type Write, write } from '../../storage/index.js';
import { listMembers } from './list-sql.js';
import type { Relation } from './platform-member.js';
import type { PlatformStore } from './store.js';

export function sqlPlatformStore(db: Database): PlatformStore {
  return {
    isAdministrator: async (ref) => {
      const row = await db
        .selectFrom('platform_members')
        .select('principal_id')
        .where('principal_id', '=', ref.id)
        .where('principal_namespace', '=', ref.namespace)
        .where('relation', '=', 'admin')
        .executeTakeFirst();
      return row !== undefined;
    },
    list: () => listMembers(db),
    userIdByEmail: async (email) => {
      const user = await db.selectFrom('users').select('id').where('email', '=', email).executeTakeFirst();
      return user?.id;
    },
    add: (ref, relation, now) => write(db, (transaction) => add(transaction, { ref, relation, now })),
    remove: (ref, relations) => write(db, (transaction) => remove(transaction, ref, relations)),
  };
}

async function add(
  transaction: Write,
  { ref, relation, now }: { readonly ref: ObjectRef; readonly relation: Relation; readonly now: Date },
): Promise<void> {
  await hold(transaction, ref);
  const added = await transaction.sql
    .insertInto('platform_members')
    .values({ principal_namespace: ref.namespace, principal_id: ref.id, relation, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('principal_id')
    .execute();
  if (added.length > 0) transaction.changed('platform', refKey(ref));
}

async function remove(transaction: Write, ref: ObjectRef, relations: readonly Relation[]): Promise<void> {
  await hold(transaction, ref);
  // All administrators are locked, so that of two who remove each other one is the last.
  const administrators = await transaction.sql
    .selectFrom('platform_members')
    .select(['principal_id', 'principal_namespace'])
    .where('relation', '=', 'admin')
    .orderBy('principal_id')
    .forUpdate()
    .execute();
  const removed = await transaction.sql
    .deleteFrom('platform_members')
    .where('principal_id', '=', ref.id)
    .where('principal_namespace', '=', ref.namespace)
    .where('relation', 'in', relations)
    .returning('relation')
    .execute();
  if (removed.some(({ relation }) => relation === 'admin') && administrators.length === 1)
    throw failedPrecondition('LAST_PLATFORM_ADMINISTRATOR', 'the platform must keep an administrator');
  if (removed.length > 0) transaction.changed('platform', refKey(ref));
}

/** Keeps the principal from being deleted until the transaction ends. */
async function hold({ sql: transaction }: Write, { namespace, id }: ObjectRef): Promise<void> {
  const table = namespace === USER ? 'users' : 'service_users';
  const row = await transaction.selectFrom(table).select('id').where('id', '=', id).forKeyShare().executeTakeFirst();
  if (row === undefined) throw notFound(namespace === USER ? 'user' : 'service user');
}
