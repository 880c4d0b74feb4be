// Times of last use in Postgres.
import { sql } from 'kysely';
import { type Database, type Write, write } from '../../storage/index.js';
import type { LastUseStore, Use } from './store.js';

const TABLES = { secret: 'secrets', key: 'keys', api_token: 'api_tokens', admin_token: 'admin_tokens' } as const;

export function sqlLastUseStore(db: Database): LastUseStore {
  return {
    async record(uses) {
      await write(db, async (transaction) => {
        for (const kind of ['secret', 'key', 'api_token', 'admin_token'] as const)
          await recordIn(
            transaction,
            TABLES[kind],
            uses.filter((use) => use.kind === kind),
          );
      });
    },
  };
}

/** Nothing that decisions are made from changes, so the feed is told nothing. */
async function recordIn({ sql: transaction }: Write, table: string, uses: readonly Use[]): Promise<void> {
  if (uses.length === 0) return;
  const ids = uses.map(({ id }) => id);
  const times = uses.map(({ at }) => new Date(at));
  // Locked in one order, so that replicas that write at the same time don't wait for one another in a circle.
  await sql`
    with used as (select * from unnest(${ids}::uuid[], ${times}::timestamptz[]) as use (id, at)),
    held as (
      select row.id, used.at from ${sql.table(table)} as row join used on used.id = row.id
      where row.last_used_at is null or row.last_used_at < used.at
      order by row.id for update of row)
    update ${sql.table(table)} as row set last_used_at = held.at from held where row.id = held.id`.execute(transaction);
}
