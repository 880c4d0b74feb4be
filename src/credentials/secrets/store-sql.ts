// The secrets of service users in Postgres.
import { type Database, write } from '../../storage/index.js';
import { deleteIssued, issuedColumns, issuedOf, makeRoom } from '../issued-sql.js';
import type { SecretStore } from './store.js';

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

    async renewMac({ id, from, mac, macKeyId }) {
      await write(db, async ({ sql, changed }) => {
        const { numUpdatedRows } = await sql
          .updateTable('secrets')
          .set({ mac, mac_key_id: macKeyId })
          .where('id', '=', id)
          .where('mac', '=', from)
          .executeTakeFirst();
        if (numUpdatedRows > 0n) changed('credential', id);
      });
    },

    async countUnderOtherKeys(macKeyId, now) {
      const { count } = await db
        .selectFrom('secrets')
        .select((row) => row.fn.countAll().as('count'))
        .where('mac_key_id', '!=', macKeyId)
        .where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '>', new Date(now))]))
        .executeTakeFirstOrThrow();
      return Number(count);
    },
  };
}
