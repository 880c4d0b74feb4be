// A migrated, empty database for a test file, on the backend the tests run against.
import { PGlite } from '@electric-sql/pglite';
import { Kysely, sql } from 'kysely';
import { PGliteDialect } from 'kysely-pglite-dialect';
import { expect, inject } from 'vitest';
import { systemRandom } from '../../src/kernel/random.js';
import { seedBuiltIns } from '../../src/permissions/index.js';
import { type Database, migrate, openDatabase, type Tables } from '../../src/storage/index.js';
import { testClock } from './clock.js';
import { createPostgresDatabase } from './postgres.js';

interface Opened {
  readonly db: Database;
  /** Whose it is. An embedded database serves all files of its worker, a Postgres one a single file. */
  readonly file: string | undefined;
  close(): Promise<void>;
}

const worker = globalThis as { frontierTestDatabase?: Promise<Opened> | undefined };

/**
 * The backend's database, empty but for the built-in permissions and roles. Call it in `beforeAll` or `beforeEach`; files of a
 * worker run one after the other, so nobody else uses it meanwhile.
 */
export async function testDatabase(): Promise<Database> {
  const { db } = inject('backend') === 'postgres' ? await ofFile() : await ofWorker();
  await empty(db);
  await seedBuiltIns({ db, clock: testClock(), random: systemRandom });
  return db;
}

function ofWorker(): Promise<Opened> {
  worker.frontierTestDatabase ??= openEmbedded();
  return worker.frontierTestDatabase;
}

async function ofFile(): Promise<Opened> {
  const file = expect.getState().testPath;
  const present = await worker.frontierTestDatabase;
  if (present !== undefined && present.file === file) return present;
  await present?.close();
  worker.frontierTestDatabase = openPostgres(file);
  return worker.frontierTestDatabase;
}

async function openEmbedded(): Promise<Opened> {
  const db = new Kysely<Tables>({ dialect: new PGliteDialect(await PGlite.create()) });
  await migrate(db);
  return { db, file: undefined, close: () => db.destroy() };
}

async function openPostgres(file: string | undefined): Promise<Opened> {
  const { url, drop } = await createPostgresDatabase();
  const db = await openDatabase({ kind: 'postgres', url });
  const close = async () => {
    await db.destroy();
    await drop();
  };
  return { db, file, close };
}

async function empty(db: Database): Promise<void> {
  await sql`truncate organizations, projects, groups, group_members, users, resources, permissions, roles, policies,
    platform_members, service_users, secrets, keys, api_tokens, admin_tokens, signing_keys, idempotency_keys,
    used_assertions, revocations cascade`.execute(db);
}
