// What the tables of secrets, keys and API tokens have in common: owner, limit, columns.
import { type Selectable, sql } from 'kysely';
import { failedPrecondition, notFound } from '../kernel/errors.js';
import { recordRevocation, type Tables, type Write } from '../storage/index.js';
import { MAX_LIVE, MAX_LIVE_TOKENS } from './issue.js';
import type { Issued } from './issued.js';

type Table = 'secrets' | 'keys' | 'api_tokens';

/** So many may live at a time; expired ones do not count. */
const MOST: Readonly<Record<Table, number>> = { secrets: MAX_LIVE, keys: MAX_LIVE, api_tokens: MAX_LIVE_TOKENS };
const CALLED: Readonly<Record<Table, string>> = { secrets: 'secrets', keys: 'keys', api_tokens: 'API tokens' };

/**
 * Makes room for one more credential: locks the owner, so that others who add one wait, then counts. Throws not_found when the
 * owner is gone and failed_precondition when it has as many as it may have.
 */
export async function makeRoom({ sql: transaction }: Write, table: Table, issued: Issued): Promise<void> {
  const owner = await transaction
    .selectFrom('service_users')
    .select('id')
    .where('id', '=', issued.serviceUserId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (owner === undefined) throw notFound('service user');
  const { rows } = await sql<{ live: number }>`
    select count(*)::integer as live from ${sql.table(table)}
    where service_user_id = ${issued.serviceUserId}
      and (expires_at is null or expires_at > ${new Date(issued.createdAt)})`.execute(transaction);
  if ((rows[0]?.live ?? 0) < MOST[table]) return;
  throw failedPrecondition(
    'CREDENTIAL_LIMIT_REACHED',
    `a service user has at most ${MOST[table]} live ${CALLED[table]}: delete one first`,
  );
}

/** False when the service user has none of that id. Ends the tokens minted with it. */
export async function deleteIssued(
  write: Write,
  table: Table,
  { serviceUserId, id }: Pick<Issued, 'serviceUserId' | 'id'>,
): Promise<boolean> {
  const { rows } = await sql`
    delete from ${sql.table(table)} where id = ${id} and service_user_id = ${serviceUserId}
    returning id`.execute(write.sql);
  if (rows.length === 0) return false;
  write.changed('credential', id);
  await recordRevocation(write, { kind: 'credential', key: id, cause: 'credential deleted' });
  return true;
}

export function issuedColumns(issued: Issued) {
  return {
    id: issued.id,
    service_user_id: issued.serviceUserId,
    title: issued.title,
    expires_at: issued.expiresAt === undefined ? null : new Date(issued.expiresAt),
    created_by: issued.createdBy,
    created_at: new Date(issued.createdAt),
  };
}

type IssuedRow = Omit<
  Selectable<Tables['secrets' | 'keys']>,
  'generation' | 'mac' | 'mac_key_id' | 'algorithm' | 'public_jwk'
>;

export function issuedOf(row: IssuedRow): Issued {
  return {
    id: row.id,
    serviceUserId: row.service_user_id,
    title: row.title,
    expiresAt: row.expires_at?.getTime(),
    lastUsedAt: row.last_used_at?.getTime(),
    createdBy: row.created_by,
    createdAt: row.created_at.getTime(),
  };
}
