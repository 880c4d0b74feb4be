// The admin token in Postgres.
import { sql } from 'kysely';
import { type Database, type Write, write } from '../../storage/index.js';
import type { AdminTokenStore } from './store.js';

const ADMIN_TOKEN_LOCK = 4_602_008;

export function sqlAdminTokenStore(db: Database): AdminTokenStore {
  return {
    replace: (token, { now, onlyFirst }) =>
      write(db, async (transaction) => {
        // Who replaces it at the same time waits, also when there is none to lock.
        await sql`select pg_advisory_xact_lock(${sql.lit(ADMIN_TOKEN_LOCK)})`.execute(transaction.sql);
        if (onlyFirst && (await isThere(transaction))) return false;
        await remove(transaction);
        const { id, mac, macKeyId } = token;
        await transaction.sql
          .insertInto('admin_tokens')
          .values({ id, mac, mac_key_id: macKeyId, created_at: new Date(now) })
          .execute();
        transaction.changed('credential', id);
        return true;
      }),

    delete: () => write(db, remove),
  };
}

async function isThere({ sql: transaction }: Write): Promise<boolean> {
  return (await transaction.selectFrom('admin_tokens').select('id').executeTakeFirst()) !== undefined;
}

async function remove({ sql: transaction, changed }: Write): Promise<boolean> {
  const gone = await transaction.deleteFrom('admin_tokens').returning('id').execute();
  for (const { id } of gone) changed('credential', id);
  return gone.length > 0;
}
