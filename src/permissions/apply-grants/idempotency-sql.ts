// Remembers what was answered under a key, so that a batch sent again is not applied again.
import { sql } from 'kysely';
import { failedPrecondition } from '../../kernel/errors.js';
import type { Write } from '../../storage/index.js';
import { type Idempotency, KEY_DAYS } from './store.js';

export interface Answered {
  readonly applied: number;
  readonly revision: string;
}

const DAY_MS = 86_400_000;
/** Forgotten at a time: few, since every remembered key pays for it. */
const FORGOTTEN_AT_ONCE = 100;

/** Undefined for a key that is new or old. Throws failed_precondition (IDEMPOTENCY_KEY_REUSED). */
export async function recall(
  { sql: transaction }: Write,
  { key, digest }: Idempotency,
  now: Date,
): Promise<Answered | undefined> {
  const row = await transaction
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('key', '=', key)
    .where('created_at', '>', oldest(now))
    .executeTakeFirst();
  if (row !== undefined && row.digest !== digest)
    throw failedPrecondition('IDEMPOTENCY_KEY_REUSED', 'idempotency_key was used for other operations');
  return row;
}

/** Keeps the answer, and forgets some that are too old. */
export async function remember({ sql: transaction }: Write, row: Idempotency & Answered, now: Date): Promise<void> {
  const values = { ...row, created_at: now };
  await transaction
    .insertInto('idempotency_keys')
    .values(values)
    .onConflict((conflict) => conflict.column('key').doUpdateSet(values))
    .execute();
  await sql`
    delete from idempotency_keys where key in (
      select key from idempotency_keys where created_at <= ${oldest(now)}
      order by created_at limit ${FORGOTTEN_AT_ONCE})`.execute(transaction);
}

function oldest(now: Date): Date {
  return new Date(now.getTime() - KEY_DAYS * DAY_MS);
}
