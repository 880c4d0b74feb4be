// What is revoked, in Postgres.
import { sql } from 'kysely';
import {
  type Database,
  EVERY_GENERATION,
  formatRevision,
  newestRevision,
  type Revoked,
  recordRevocation,
  type Write,
  write,
} from '../storage/index.js';
import type { RevocableClaims } from './revocation.js';
import type { Endable, Outgoing, RevocationStore, RowKey } from './store.js';

/** Whoever has it removes what expired; the others have nothing to do then. */
const FORGET_LOCK = 4_602_021;

interface Row {
  readonly kind: Revoked['kind'];
  readonly key: string;
  readonly generation: number;
  readonly expires_at: Date;
  readonly created_at: Date;
  readonly revision: string;
}

export function sqlRevocationStore(db: Database): RevocationStore {
  return {
    record: (revocation) => write(db, (transaction) => recordRevocation(transaction, revocation)),
    end: (kind, id, cause) => write(db, (transaction) => end(transaction, { kind, id, cause })),
    covers: (token) => covers(db, token),
    all: (take) => all(db, take),
    async newest() {
      const { rows } = await sql<{ revision: string }>`select max(revision)::text as revision from revocations`.execute(
        db,
      );
      return formatRevision(rows[0]?.revision ?? '0');
    },
    page: (after, rows) => page(db, after, rows),
    async unpublished(rows, olderThanMs) {
      const { rows: found } = await sql<Row>`
        select kind, key, generation, expires_at, created_at, revision from revocations
        where not published and created_at < clock_timestamp() - ${olderThanMs} * interval '1 millisecond'
        order by created_at limit ${rows}`.execute(db);
      return found.map(fromRow);
    },
    async published(rows) {
      const column = (name: keyof Outgoing) => rows.map((row) => row[name]);
      await sql`
        update revocations as row set published = true
        from unnest(${column('kind')}::text[], ${column('key')}::text[], ${column('revision')}::bigint[])
          as sent (kind, key, revision)
        where row.kind = sent.kind and row.key = sent.key and row.revision <= sent.revision`.execute(db);
    },
    async countUnpublished() {
      const { rows } = await sql<{ count: number }>`
        select count(*)::integer as count from revocations where not published`.execute(db);
      return rows[0]?.count ?? 0;
    },
    async forgetExpired(rows) {
      const { numAffectedRows } = await sql`
        with lock as materialized (select pg_try_advisory_xact_lock(${sql.lit(FORGET_LOCK)}) as held),
        batch as materialized (
          select kind, key from revocations where expires_at < clock_timestamp() order by expires_at limit ${rows})
        delete from revocations as row using lock, batch
        where held and row.kind = batch.kind and row.key = batch.key and row.expires_at < clock_timestamp()`.execute(
        db,
      );
      return Number(numAffectedRows ?? 0);
    },
  };
}

/** As numbers: a million dates take seconds to read. */
interface PageRow extends Pick<Row, 'kind' | 'key' | 'generation'> {
  readonly expires: number;
}

const COLUMNS = sql`kind, key, generation, extract(epoch from expires_at)::double precision as expires`;
/** What is done with so many keeps nothing else waiting for long. */
const FETCHED_ROWS = 5_000;

/** Through a cursor: as they lie in the table they are read several times as fast as in the order of their keys. */
async function all(db: Database, take: (rows: readonly Revoked[]) => void): Promise<string> {
  return db.transaction().execute(async (transaction) => {
    const revision = await newestRevision(transaction);
    await sql`declare revoked no scroll cursor for select ${COLUMNS} from revocations`.execute(transaction);
    const fetch = () => sql<PageRow>`fetch ${sql.lit(FETCHED_ROWS)} from revoked`.execute(transaction);
    let { rows } = await fetch();
    while (rows.length > 0) {
      // The server reads on while these are taken.
      const next = fetch();
      take(rows.map(fromPageRow));
      rows = (await next).rows;
    }
    return revision;
  });
}

async function page(db: Database, after: RowKey | undefined, rows: number): Promise<readonly Revoked[]> {
  const start = after === undefined ? sql`true` : sql`(kind, key) > (${after.kind}, ${after.key})`;
  const { rows: found } = await sql<PageRow>`
    select ${COLUMNS} from revocations where ${start} order by kind, key limit ${rows}`.execute(db);
  return found.map(fromPageRow);
}

function fromPageRow({ kind, key, generation, expires }: PageRow): Revoked {
  return { kind, key, generation, expiresAt: Math.ceil(expires * 1000), recordedAt: 0 };
}

function fromRow({ kind, key, generation, expires_at, created_at, revision }: Row): Outgoing {
  return { kind, key, generation, expiresAt: expires_at.getTime(), recordedAt: created_at.getTime(), revision };
}

async function covers(db: Database, token: RevocableClaims): Promise<boolean> {
  const { jti, from = [], cred, sub, org_ids, kid, gens } = token;
  const { rows } = await sql`
    select 1 from revocations where (kind = 'token' and key = any(${[jti, ...from]}::text[])) or (kind, key) = ('signing_key', ${kid})
      or ((kind, key) = ('credential', ${cred}) and generation > ${gens.cred})
      or ((kind, key) = ('principal', ${sub}) and generation > ${gens.sub})
      or ((kind, key) = ('organization', ${org_ids}) and generation > ${gens.org})
    limit 1`.execute(db);
  if (rows.length > 0) return true;
  if (token.act === undefined) return false;
  const { client_id, ...actor } = token.act;
  return covers(db, { ...token, ...actor, cred: client_id, act: actor.act });
}

interface End {
  readonly kind: Endable;
  readonly id: string;
  readonly cause: string;
}

async function end(transaction: Write, { kind, id, cause }: End): Promise<boolean> {
  const generation = kind === 'credential' ? await remove(transaction, id) : await raise(transaction, kind, id);
  if (generation === undefined) return false;
  return recordRevocation(transaction, { kind, key: id, generation, cause });
}

const CREDENTIAL_TABLES = ['secrets', 'keys', 'api_tokens'] as const;

async function remove({ sql: transaction, changed }: Write, id: string): Promise<number | undefined> {
  for (const table of CREDENTIAL_TABLES) {
    const { rows } = await sql`delete from ${sql.table(table)} where id = ${id} returning id`.execute(transaction);
    if (rows.length === 0) continue;
    changed('credential', id);
    return EVERY_GENERATION;
  }
  return undefined;
}

const RAISED = {
  principal: { table: 'service_users', namespace: 'app/serviceuser' },
  organization: { table: 'organizations', namespace: 'app/organization' },
} as const;

/** The new generation; undefined when there is nothing of that id. */
async function raise(
  { sql: transaction, changed }: Write,
  kind: keyof typeof RAISED,
  id: string,
): Promise<number | undefined> {
  const { table, namespace } = RAISED[kind];
  const { rows } = await sql<{ generation: number }>`
    update ${sql.table(table)} set generation = generation + 1 where id = ${id} returning generation`.execute(
    transaction,
  );
  if (rows[0] !== undefined) changed('object', `${namespace}:${id}`);
  return rows[0]?.generation;
}
