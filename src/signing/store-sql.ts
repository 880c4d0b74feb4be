// The service's signing keys in Postgres.
import { sql } from 'kysely';
import { type Database, type Write, write } from '../storage/index.js';
import type { SealedKey } from './signing-key.js';
import type { NewSigningKey, SigningKeyStore } from './store.js';

/** Held while the first key is made, so that the second replica waits for it instead of making its own. */
const CREATE_LOCK = 4_602_002;

export function sqlSigningKeyStore(db: Database): SigningKeyStore {
  return {
    async loadOrCreate(make) {
      const keys = await load(db);
      if (hasCurrent(keys)) return keys;
      const { value } = await write(db, (transaction) => createFirst(transaction, make));
      return value;
    },
  };
}

async function createFirst(transaction: Write, make: () => Promise<NewSigningKey>): Promise<readonly SealedKey[]> {
  await sql`select pg_advisory_xact_lock(${sql.lit(CREATE_LOCK)})`.execute(transaction.sql);
  const keys = await load(transaction.sql);
  if (hasCurrent(keys)) return keys;
  const made = await make();
  await transaction.sql
    .insertInto('signing_keys')
    .values({
      kid: made.key.kid,
      algorithm: made.key.algorithm,
      public_jwk: JSON.stringify(made.publicJwk),
      sealed: made.key.sealed,
      seal_key_id: made.key.sealKeyId,
      state: made.key.state,
      created_at: new Date(made.createdAt),
    })
    .execute();
  transaction.changed('signing_key', made.key.kid);
  return [...keys, made.key];
}

async function load(db: Pick<Database, 'selectFrom'>): Promise<readonly SealedKey[]> {
  const rows = await db
    .selectFrom('signing_keys')
    .select(['kid', 'algorithm', 'sealed', 'seal_key_id', 'state'])
    .where('state', '!=', 'retired')
    .orderBy('created_at')
    .orderBy('kid')
    .execute();
  return rows.map(({ kid, algorithm, sealed, seal_key_id, state }) => ({
    kid,
    algorithm,
    sealed: Buffer.from(sealed),
    sealKeyId: seal_key_id,
    state,
  }));
}

function hasCurrent(keys: readonly SealedKey[]): boolean {
  return keys.some(({ state }) => state === 'current');
}
