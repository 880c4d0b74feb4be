// The secrets of service users in Postgres.
import { sql } from 'kysely';
import { type Database, write } from '../../storage/index.js';
import { deleteIssued, issuedColumns, issuedOf, makeRoom } from '../issued-sql.js';
import type { SecretStore } from './store.js';

const TABLES = { secret: 'secrets', api_token: 'api_tokens', admin_token: 'admin_tokens' } as const;

export function sqlSecretStore(db: Database): SecretStore {
  const ofServiceUser = (id: string) => db.selectFrom('secrets').selectAll().where('service_user_id', '=', id);
  return {
    create: ({ secret, mac, macKeyId }) =>
      write(db, async (transaction) => {
        await makeRoom(transaction, 'secrets', secret);
        await transaction.sql
          .insertInto('secrets')
          .values({ ...issuedColumns(secret), mac, mac_key_id: macKeyId })
          .execute();
        transaction.changed('credential', secret.id);
      }),

    async list(serviceUserId) {
      const rows = await ofServiceUser(serviceUserId).orderBy('created_at').orderBy('id').execute();
      return rows.map(issuedOf);
    },

    async find(serviceUserId, id) {
      const row = await ofServiceUser(serviceUserId).where('id', '=', id).executeTakeFirst();
      return row && issuedOf(row);
    },

    delete: (serviceUserId, id) =>
      write(db, (transaction) => deleteIssued(transaction, 'secrets', { serviceUserId, id })),

    async renewMac({ id, kind, from, mac, macKeyId }) {
      await write(db, async ({ sql: transaction, changed }) => {
        const { numUpdatedRows } = await transaction
          .updateTable(TABLES[kind])
          .set({ mac, mac_key_id: macKeyId })
          .where('id', '=', id)
          .where('mac', '=', from)
          .executeTakeFirst();
        if (numUpdatedRows > 0n) changed('credential', id);
      });
    },

    async countUnderOtherKeys(macKeyId, now) {
      const { rows } = await sql<{ count: number }>`
        select count(*)::integer as count from (
          select mac_key_id, expires_at from secrets
          union all select mac_key_id, expires_at from api_tokens
          union all select mac_key_id, null from admin_tokens
        ) as kept
        where mac_key_id != ${macKeyId} and (expires_at is null or expires_at > ${new Date(now)})`.execute(db);
      return rows[0]?.count ?? 0;
    },
  };
}
