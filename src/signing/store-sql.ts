// The service's signing keys in Postgres.
import { type Selectable, sql } from 'kysely';
import { type Database, type Tables, type Write, write } from '../storage/index.js';
import type { SealedKey } from './signing-key.js';
import type { KeyRecord, SigningKeyStore } from './store.js';

/** Held while keys are made and changed, so that of two replicas that would rotate the second sees that it is done. */
const ROTATION_LOCK = 4_602_002;

export function sqlSigningKeyStore(db: Database): SigningKeyStore {
  return {
    load: () => load(db),
    async change(plan, now) {
      const { value } = await write(db, async (transaction) => {
        await sql`select pg_advisory_xact_lock(${sql.lit(ROTATION_LOCK)})`.execute(transaction.sql);
        const before = await load(transaction.sql);
        const after = await plan(before);
        await apply(transaction, { before, after, now: new Date(now) });
        return after;
      });
      return value;
    },
    async list() {
      const rows = await db.selectFrom('signing_keys').selectAll().orderBy('activates_at').orderBy('kid').execute();
      return rows.map(recordOf);
    },
  };
}

interface Difference {
  readonly before: readonly SealedKey[];
  readonly after: readonly SealedKey[];
  readonly now: Date;
}

async function apply(transaction: Write, { before, after, now }: Difference): Promise<void> {
  const known = new Map(before.map((key) => [key.kid, key]));
  const kept = new Set(after.map(({ kid }) => kid));
  for (const { kid } of before) if (!kept.has(kid)) await retire(transaction, kid, now);
  const changed = after.filter((key) => known.has(key.kid) && known.get(key.kid) !== key);
  // Ends first: of the keys in the table never more than one is without.
  const ends = changed.filter(({ retiresAt }) => retiresAt !== undefined);
  for (const key of [...ends, ...changed.filter((key) => !ends.includes(key))]) await update(transaction, key);
  for (const key of after) if (!known.has(key.kid)) await insert(transaction, key);
}

async function retire({ sql: transaction, changed }: Write, kid: string, now: Date): Promise<void> {
  await transaction
    .updateTable('signing_keys')
    .set({ retired_at: now, sealed: Buffer.alloc(0), seal_key_id: '' })
    .where('kid', '=', kid)
    .execute();
  changed('signing_key', kid);
}

async function update({ sql: transaction, changed }: Write, key: SealedKey): Promise<void> {
  await transaction.updateTable('signing_keys').set(columns(key)).where('kid', '=', key.kid).execute();
  changed('signing_key', key.kid);
}

async function insert({ sql: transaction, changed }: Write, key: SealedKey): Promise<void> {
  const { kid, algorithm, publicJwk, createdAt } = key;
  const fixed = { kid, algorithm, public_jwk: JSON.stringify(publicJwk), created_at: new Date(createdAt) };
  await transaction
    .insertInto('signing_keys')
    .values({ ...fixed, ...columns(key) })
    .execute();
  changed('signing_key', kid);
}

/** What may change. */
function columns({ sealed, sealKeyId, activatesAt, retiresAt }: SealedKey) {
  return {
    sealed,
    seal_key_id: sealKeyId,
    activates_at: new Date(activatesAt),
    retires_at: retiresAt === undefined ? null : new Date(retiresAt),
  };
}

async function load(db: Pick<Database, 'selectFrom'>): Promise<readonly SealedKey[]> {
  const rows = await db
    .selectFrom('signing_keys')
    .selectAll()
    .where('retired_at', 'is', null)
    .orderBy('activates_at')
    .orderBy('kid')
    .execute();
  return rows.map((row) => ({
    kid: row.kid,
    algorithm: row.algorithm,
    publicJwk: row.public_jwk as unknown as SealedKey['publicJwk'],
    sealed: Buffer.from(row.sealed),
    sealKeyId: row.seal_key_id,
    createdAt: row.created_at.getTime(),
    activatesAt: row.activates_at.getTime(),
    retiresAt: row.retires_at?.getTime(),
  }));
}

function recordOf(row: Selectable<Tables['signing_keys']>): KeyRecord {
  return {
    kid: row.kid,
    algorithm: row.algorithm,
    sealKeyId: row.retired_at === null ? row.seal_key_id : undefined,
    createdAt: row.created_at.getTime(),
    activatesAt: row.activates_at.getTime(),
    retiresAt: row.retires_at?.getTime(),
    retiredAt: row.retired_at?.getTime(),
  };
}
