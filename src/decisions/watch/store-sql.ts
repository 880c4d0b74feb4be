// The change feed in Postgres, page by page.
import { sql } from 'kysely';
import type { ChangeKind, Database } from '../../storage/index.js';
import type { WatchStore } from './store.js';

interface PageRow {
  readonly oldest: string;
  readonly newest: string;
  readonly changes: readonly [revision: number, kind: ChangeKind, key: string][] | null;
}

export function sqlWatchStore(db: Database): WatchStore {
  return {
    async changesAfter(revision, rows) {
      const page = sql`select revision from changes where revision > ${revision} order by revision limit ${rows}`;
      const { rows: found } = await sql<PageRow>`
        select (select min(revision) from changes) as oldest, (select max(revision) from changes) as newest,
          (select json_agg(json_build_array(revision, kind, key) order by revision) from changes
            where revision > ${revision} and revision <= (select max(revision) from (${page}) page)) as changes`.execute(
        db,
      );
      const { oldest, newest, changes } = found[0] as PageRow;
      return {
        oldest: Number(oldest),
        newest: Number(newest),
        changes: (changes ?? []).map(([at, kind, key]) => ({ revision: at, kind, key })),
      };
    },
  };
}
