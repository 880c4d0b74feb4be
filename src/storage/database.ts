// Opens the database, a Postgres server or the embedded one, as the same Kysely.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import { PGliteDialect } from 'kysely-pglite-dialect';
import pg from 'pg';
import type { DatabaseConfig } from '../config/index.js';
import { systemRandom } from '../kernel/random.js';
import { lockFolder } from './folder-lock.js';
import { keepPrepared } from './prepared.js';
import type { Tables } from './tables/index.js';

export type Database = Kysely<Tables>;

/** Told of every statement sent; used by tests that count them. */
export type OnStatement = (statement: string) => void;

/**
 * Opens the database; a Postgres server is not asked for anything yet, an embedded one is started. `destroy()` closes it.
 * Throws failed_precondition when another process has the embedded database's folder.
 */
export async function openDatabase(config: DatabaseConfig, onStatement?: OnStatement): Promise<Database> {
  const dialect = config.kind === 'postgres' ? postgres(config.url) : new PGliteDialect(await embedded(config.folder));
  const log = onStatement && ((event: { query: { sql: string } }) => onStatement(event.query.sql));
  return new Kysely<Tables>({ dialect, ...(log && { log }) });
}

function postgres(url: string): PostgresDialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    // Our statements take milliseconds; compiling those of decisions to machine code takes Postgres seconds, at each of them.
    // And all go by an index: a plan that is kept must not be one that read through a table while it was small.
    options: '-c jit=off -c enable_seqscan=off',
    application_name: 'frontier',
  });
  // A connection that breaks fails the statement it is used for, and is replaced; the pool tells of those that are idle, the client
  // of those between two statements of a transaction. Without listeners these errors would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    keepPrepared(client);
  });
  return new PostgresDialect({ pool });
}

/** `folder` undefined: in memory, gone with the process. */
async function embedded(folder: string | undefined): Promise<PGlite> {
  if (folder === undefined) return PGlite.create();
  const unlock = await lockFolder(`${folder}.lock`, systemRandom);
  try {
    await makeWhole(folder);
    const database = await PGlite.create(folder);
    const close = database.close.bind(database);
    return Object.assign(database, { close: () => close().finally(unlock) });
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** A new database appears under its name all at once, so that a first start that is cut short can be made again. */
async function makeWhole(folder: string): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const database = await PGlite.create(draft);
  await database.close();
  await rename(draft, folder);
}
