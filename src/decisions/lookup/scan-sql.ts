// Reads candidates out of many places at once, all in the order of ids, as far as every one of them is known to be complete.
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../storage/index.js';
import type { LookupLimits } from './limits.js';
import type { Candidates, Window } from './store.js';

/** Places of one kind; of each, rows are read in the order of ids. */
export interface Source {
  readonly places: number;
  /** True: rows count only if their role does, so that it may take many to find a few. */
  readonly filtered: boolean;
  /** Selects `place` (a number from 1), `id` (text) and `role_id` (null: counts), `rows` of each place. */
  read(rows: number): RawBuilder<unknown>;
}

export interface Scan {
  readonly sources: readonly Source[];
  /** Candidates known otherwise, all of them. */
  readonly listed: readonly string[];
  readonly window: Window;
  readonly limits: Pick<LookupLimits, 'rows' | 'rowsOfPlace'>;
  /** Permissions of which a role must have one to count. */
  readonly sufficient: readonly string[];
}

/** Few enough to be read at every look, as many as fill a page unless nearly all is in a few of very many places. */
const ROWS_PER_CANDIDATE = 20;
/** Between the numbers of places of one source and the next: more than a source has. */
const SOURCE_STRIDE = 1_000_000;

/**
 * The first candidates of all places together. Where a place has more rows than were read, nothing after the last of these is
 * answered: candidates of other places that come later could have some of this one before them.
 */
export async function scanInOrder(db: Database, scan: Scan): Promise<Omit<Candidates, 'revision'>> {
  const { window, listed, sufficient } = scan;
  const { rows } = await sql<{ ids: readonly string[]; until: string | null }>`
    with scanned (place, most, id, role_id) as materialized (
      ${sql.join([...reads(scan), readListed(listed, window)], sql` union all `)}),
    giving as materialized (select id from roles
      where id in (select role_id from scanned) and permissions && ${sufficient}::text[]),
    complete (until) as (select min(last) from (
      select max(id) as last from scanned where place is not null group by place having count(*) >= min(most)) cut)
    select until, (select coalesce(json_agg(id order by id), '[]'::json) from (
      select distinct id from scanned
      where (role_id is null or role_id in (select id from giving)) and (until is null or id <= until)
      order by id limit ${window.limit}) found) as ids
    from complete`.execute(db);
  const { ids, until } = rows[0] as { ids: readonly string[]; until: string | null };
  return { ids, until: ids.length < window.limit ? (until ?? undefined) : ids.at(-1) };
}

/** `column > after` for UUIDs; `text`: for their text under the collation "C", which orders alike. */
export function isAfter(column: string, { after }: Window, type: 'uuid' | 'text' = 'uuid'): RawBuilder<boolean> {
  if (after === undefined) return sql`true`;
  return sql`${sql.ref(column)} > ${after}::${sql.raw(type)}`;
}

function reads({ sources, window, limits }: Scan): RawBuilder<unknown>[] {
  const places = Math.max(
    1,
    sources.reduce((sum, source) => sum + source.places, 0),
  );
  const share = (rows: number) => Math.max(limits.rowsOfPlace, Math.floor(rows / places));
  const far = share(limits.rows);
  const near = Math.min(far, share(window.limit * ROWS_PER_CANDIDATE), Math.max(limits.rowsOfPlace, window.limit));
  return sources
    .map((source, index) => ({ source, first: index * SOURCE_STRIDE }))
    .filter(({ source }) => source.places > 0)
    .map(({ source, first }) => {
      const most = source.filtered && window.far ? far : near;
      return sql`(select ${sql.lit(first)} + place, ${sql.lit(most)}, id collate "C", role_id
        from (${source.read(most)}) source)`;
    });
}

function readListed(listed: readonly string[], window: Window): RawBuilder<unknown> {
  const ids = window.after === undefined ? listed : listed.filter((id) => id > (window.after as string));
  return sql`(select null::bigint, null::integer, id collate "C", null::uuid from unnest(${ids}::text[]) listed (id))`;
}
