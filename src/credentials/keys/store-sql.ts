// The keys of service users in Postgres.
import { algorithmNamed, type PublicJwk } from '../../signing/index.js';
import { type Database, write } from '../../storage/index.js';
import { deleteIssued, issuedColumns, issuedOf, makeRoom } from '../issued-sql.js';
import type { KeyStore } from './store.js';

export function sqlKeyStore(db: Database): KeyStore {
  return {
    create: (key) =>
      write(db, async (transaction) => {
        await makeRoom(transaction, 'keys', key);
        await transaction.sql
          .insertInto('keys')
          .values({
            ...issuedColumns(key),
            algorithm: key.algorithm.name,
            public_jwk: JSON.stringify(key.publicJwk),
          })
          .execute();
        transaction.changed('credential', key.id);
      }),

    async list(serviceUserId) {
      const rows = await db
        .selectFrom('keys')
        .selectAll()
        .where('service_user_id', '=', serviceUserId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        ...issuedOf(row),
        algorithm: algorithmNamed(row.algorithm),
        publicJwk: row.public_jwk as unknown as PublicJwk,
      }));
    },

    delete: (serviceUserId, id) => write(db, (transaction) => deleteIssued(transaction, 'keys', { serviceUserId, id })),
  };
}
