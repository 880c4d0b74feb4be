// An empty, migrated database for a benchmark: on the Postgres at DATABASE_URL, or on one of its own.
import pg from 'pg';
import { systemClock } from '../../src/kernel/clock.js';
import { systemRandom } from '../../src/kernel/random.js';
import { seedBuiltIns } from '../../src/permissions/index.js';
import { type Database, migrate, openDatabase } from '../../src/storage/index.js';
import { dropTestDatabases, makeTemplate } from '../support/postgres-databases.js';
import { startPostgres } from '../support/postgres-server.js';
import { choosePostgres } from '../support/servers.js';

export interface BenchDatabase {
  readonly db: Database;
  readonly url: string;
  /** For statements that are none of the product's. */
  readonly client: pg.Client;
  /** The server, in words: its version, whose it is, and the settings that matter here. */
  readonly about: string;
  close(): Promise<void>;
}

const TOLD_SETTINGS = ['shared_buffers', 'fsync', 'synchronous_commit'];

export async function openBenchDatabase(): Promise<BenchDatabase> {
  const choice = choosePostgres();
  if (choice.kind === 'none') throw new Error(choice.why);
  const server =
    choice.kind === 'given' ? { url: choice.url, stop: async () => {} } : await startPostgres(choice.folder);
  const name = await makeTemplate(server.url);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const db = await openDatabase({ kind: 'postgres', url: url.href });
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await migrate(db);
  await seedBuiltIns({ db, clock: systemClock, random: systemRandom });
  const whose = choice.kind === 'given' ? 'given' : 'started for this run';
  return {
    db,
    url: url.href,
    client,
    about: `Postgres ${await describe(client)}, ${whose}`,
    async close() {
      await client.end();
      await db.destroy();
      await dropTestDatabases(server.url, name);
      await server.stop();
    },
  };
}

async function describe(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select name, current_setting(name) as value from pg_settings where name = any($1) order by name`,
    [['server_version', ...TOLD_SETTINGS]],
  );
  const values = new Map(rows.map(({ name, value }) => [name, value]));
  const settings = TOLD_SETTINGS.map((name) => `${name}=${values.get(name)}`);
  return `${values.get('server_version')?.split(' ')[0]} (${settings.join(', ')})`;
}
