// Trims the change feed in Postgres.
import { sql } from 'kysely';
import type { Database } from '../../storage/index.js';
import type { ChangeTrimmer, Kept } from './trim-changes.js';

/** Whoever has it trims; the others have nothing to do then. */
const TRIM_LOCK = 4_602_014;

export function sqlChangeTrimmer(db: Database): ChangeTrimmer {
  return {
    dispensable: (kept) => dispensable(db, kept),
    trim: async (revision, rows) => {
      // Revisions go whole: a follower takes the oldest that is there for complete.
      const { numAffectedRows } = await sql`
        with lock as materialized (select pg_try_advisory_xact_lock(${sql.lit(TRIM_LOCK)}) as held),
        batch as materialized (
          select max(revision) as last
          from (select revision from changes where revision <= ${revision} order by revision limit ${rows}) oldest)
        delete from changes using lock, batch where held and revision <= last`.execute(db);
      return Number(numAffectedRows ?? 0);
    },
  };
}

async function dispensable(db: Database, { milliseconds, rows }: Kept): Promise<number> {
  const { rows: found } = await sql<{ revision: string | null }>`
    select least(
      (select max(revision) from changes) - 1,
      greatest(
        (select revision from changes order by revision desc offset ${rows} limit 1),
        coalesce(
          (select revision from changes
            where created_at > clock_timestamp() - ${milliseconds} * interval '1 millisecond'
            order by revision limit 1),
          (select max(revision) from changes)) - 1)) as revision`.execute(db);
  return Number(found[0]?.revision ?? 0);
}
