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
  };
}
