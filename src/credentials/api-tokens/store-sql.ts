// API tokens in Postgres.
import type { Selectable } from 'kysely';
import { type Database, type Tables, write } from '../../storage/index.js';
import { deleteIssued, issuedColumns, issuedOf, makeRoom } from '../issued-sql.js';
import type { ApiToken } from './api-token.js';
import type { ApiTokenStore } from './store.js';

export function sqlApiTokenStore(db: Database): ApiTokenStore {
  return {
    create: ({ token, mac, macKeyId }) =>
      write(db, async (transaction) => {
        await makeRoom(transaction, 'api_tokens', token);
        await transaction.sql
          .insertInto('api_tokens')
          .values({ ...issuedColumns(token), ...tokenColumns(token), mac, mac_key_id: macKeyId })
          .execute();
        transaction.changed('credential', token.id);
      }),

    async list(serviceUserId) {
      const rows = await db
        .selectFrom('api_tokens')
        .selectAll()
        .where('service_user_id', '=', serviceUserId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(fromRow);
    },

    delete: (serviceUserId, id) =>
      write(db, (transaction) => deleteIssued(transaction, 'api_tokens', { serviceUserId, id })),
  };
}

function tokenColumns({ permissions, resource, expiresAt }: ApiToken) {
  return {
    expires_at: new Date(expiresAt),
    permissions: [...permissions],
    resource_namespace: resource?.namespace ?? null,
    resource_id: resource?.id ?? null,
  };
}

function fromRow(row: Selectable<Tables['api_tokens']>): ApiToken {
  const { permissions, resource_namespace: namespace, resource_id: id } = row;
  return {
    ...issuedOf(row),
    expiresAt: row.expires_at.getTime(),
    permissions,
    resource: namespace === null || id === null ? undefined : { namespace, id },
  };
}
