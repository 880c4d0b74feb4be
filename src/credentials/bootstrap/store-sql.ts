// The bootstrap service user in Postgres.
import { sql } from 'kysely';
import { failedPrecondition } from '../../kernel/errors.js';
import { SERVICE_USER } from '../../kernel/principal.js';
import { BOOTSTRAP_SERVICE_USER_ID } from '../../permissions/index.js';
import { type Database, recordRevocation, type Write, write } from '../../storage/index.js';
import { serviceUserKey } from '../service-user.js';
import type { BootstrapSecret, BootstrapStore } from './store.js';

const BOOTSTRAP_LOCK = 4_602_003;
const KEY = serviceUserKey(BOOTSTRAP_SERVICE_USER_ID);

export function sqlBootstrapStore(db: Database): BootstrapStore {
  return {
    async ensure(secret, now) {
      const { value } = await write(db, (transaction) => ensure(transaction, secret, new Date(now)));
      return value;
    },
    async clientId() {
      const newest = await db
        .selectFrom('secrets')
        .select('id')
        .where('service_user_id', '=', BOOTSTRAP_SERVICE_USER_ID)
        .orderBy('created_at', 'desc')
        .orderBy('id')
        .executeTakeFirst();
      return newest?.id ?? '';
    },
  };
}

async function ensure(transaction: Write, secret: BootstrapSecret, now: Date): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(${sql.lit(BOOTSTRAP_LOCK)})`.execute(transaction.sql);
  const isNew = await ensureServiceUser(transaction, now);
  await ensureAdministrator(transaction, now);
  if (!isNew && (!secret.given || (await isRenewed(transaction, secret)))) return false;
  return storeSecret(transaction, secret, now);
}

/** The same secret under another master key stays the same credential. */
async function isRenewed(
  { sql: transaction, changed }: Write,
  { id, mac, macKeyId, previousMac }: BootstrapSecret,
): Promise<boolean> {
  if (previousMac === undefined) return false;
  const { numUpdatedRows } = await transaction
    .updateTable('secrets')
    .set({ mac, mac_key_id: macKeyId })
    .where('id', '=', id)
    .where('service_user_id', '=', BOOTSTRAP_SERVICE_USER_ID)
    .where('mac', '=', previousMac)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) changed('credential', id);
  return numUpdatedRows > 0n;
}

async function ensureServiceUser({ sql: transaction, changed }: Write, now: Date): Promise<boolean> {
  const made = await transaction
    .insertInto('service_users')
    .values({
      id: BOOTSTRAP_SERVICE_USER_ID,
      org_id: null,
      title: 'Bootstrap',
      metadata: '{}',
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made !== undefined) changed('object', KEY);
  return made !== undefined;
}

async function ensureAdministrator({ sql: transaction, changed }: Write, now: Date): Promise<void> {
  const made = await transaction
    .insertInto('platform_members')
    .values({
      principal_namespace: SERVICE_USER,
      principal_id: BOOTSTRAP_SERVICE_USER_ID,
      relation: 'admin',
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('principal_id')
    .executeTakeFirst();
  if (made !== undefined) changed('platform', KEY);
}

/** A new value gets a new generation, so that tokens of the old one end; the same value changes nothing. */
async function storeSecret(write: Write, secret: BootstrapSecret, now: Date): Promise<boolean> {
  const { sql: transaction, changed } = write;
  const columns = { mac: secret.mac, mac_key_id: secret.macKeyId };
  const stored = await transaction
    .insertInto('secrets')
    .values({
      id: secret.id,
      service_user_id: BOOTSTRAP_SERVICE_USER_ID,
      title: 'Bootstrap',
      expires_at: null,
      created_by: KEY,
      created_at: now,
      ...columns,
    })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((row) => ({ ...columns, generation: row('secrets.generation', '+', 1) }))
        .where('secrets.service_user_id', '=', BOOTSTRAP_SERVICE_USER_ID)
        .where('secrets.mac', '!=', secret.mac),
    )
    .returning('generation')
    .executeTakeFirst();
  if (stored === undefined) {
    await checkOwner(transaction, secret.id);
    return false;
  }
  changed('credential', secret.id);
  const { generation } = stored;
  // The first generation has nothing before it that could end.
  if (generation > 1)
    await recordRevocation(write, {
      kind: 'credential',
      key: secret.id,
      generation,
      cause: 'bootstrap secret replaced',
    });
  return true;
}

async function checkOwner(transaction: Write['sql'], clientId: string): Promise<void> {
  const row = await transaction
    .selectFrom('secrets')
    .select('service_user_id')
    .where('id', '=', clientId)
    .executeTakeFirst();
  if (row?.service_user_id !== BOOTSTRAP_SERVICE_USER_ID)
    throw failedPrecondition('BOOTSTRAP_CLIENT_ID_TAKEN', 'the bootstrap client id belongs to another service user');
}
