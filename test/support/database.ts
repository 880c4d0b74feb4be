// A migrated, empty database for a test file.
import { PGlite } from '@electric-sql/pglite';
import { Kysely, sql } from 'kysely';
import { PGliteDialect } from 'kysely-pglite-dialect';
import { systemRandom } from '../../src/kernel/random.js';
import { seedBuiltIns } from '../../src/permissions/index.js';
import { type Database, migrate, type Tables } from '../../src/storage/index.js';
import { testClock } from './clock.js';

const shared = globalThis as { embeddedDatabase?: Promise<Database> };

/**
 * The worker's embedded database, emptied but for the built-in permissions and roles. Call it in `beforeAll` or `beforeEach`;
 * files of a worker run one after the other, so nobody else uses it meanwhile.
 */
export async function testDatabase(): Promise<Database> {
  shared.embeddedDatabase ??= start();
  const db = await shared.embeddedDatabase;
  await empty(db);
  await seedBuiltIns({ db, clock: testClock(), random: systemRandom });
  return db;
}

async function start(): Promise<Database> {
  const db = new Kysely<Tables>({ dialect: new PGliteDialect(await PGlite.create()) });
  await migrate(db);
  return db;
}

async function empty(db: Database): Promise<void> {
  await sql`truncate organizations, projects, groups, group_members, users, resources, permissions, roles, policies,
    platform_members, service_users, secrets, keys, signing_keys cascade`.execute(db);
}
