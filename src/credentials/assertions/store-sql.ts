// Used assertions in Postgres: also where there is a Redis, which may lose what it was told when it restarts.
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Database } from '../../storage/index.js';
import type { UsedAssertionStore } from './store.js';

const SWEEP_EVERY_MS = 60_000;
const SWEPT_AT_ONCE = 10_000;

/** Nothing kept in memory depends on these rows, so they are written without a word to the change feed. */
export function sqlUsedAssertionStore(db: Database): UsedAssertionStore {
  let swept = 0;
  return {
    async useOnce({ credentialId, jti, until }, now) {
      const inserted = await db
        .insertInto('used_assertions')
        .values({
          credential_id: credentialId,
          jti_digest: createHash('sha256').update(jti).digest(),
          expires_at: new Date(until),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('credential_id')
        .executeTakeFirst();
      if (now - swept >= SWEEP_EVERY_MS) {
        swept = now;
        // Beside the request, not in it. What fails is made good by the next.
        void sweep(db, new Date(now)).catch(() => {});
      }
      return inserted !== undefined;
    },
  };
}

/** Replicas that sweep at once take different rows. */
async function sweep(db: Database, now: Date): Promise<void> {
  await sql`
    delete from used_assertions where (credential_id, jti_digest) in (
      select credential_id, jti_digest from used_assertions where expires_at <= ${now}
      order by expires_at limit ${SWEPT_AT_ONCE} for update skip locked)`.execute(db);
}
