// A throw-away Postgres for one run of the tests.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { unprivilegedUser } from './servers.js';
import { startServer } from './throwaway-server.js';

/** Durability is not what the tests ask of this one. */
const FAST = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'shared_buffers=64MB',
  'max_connections=200',
];

/** `$0` is the folder of the binaries, the arguments are the server's. */
const MAKE_AND_RUN = `
"$0/initdb" -D data -E UTF8 --locale=C --no-sync -U frontier -A scram-sha-256 --pwfile password && rm -f password &&
exec "$0/postgres" -D data "$@"`;

/** Starts a server out of the binaries in `binaries`; answers the URL of its maintenance database. */
export async function startPostgres(binaries: string): Promise<{ url: string; stop(): Promise<void> }> {
  const password = randomBytes(18).toString('hex');
  const url = (port: number) => `postgres://frontier:${password}@127.0.0.1:${port}/postgres`;
  const server = await startServer({
    name: 'postgres',
    user: unprivilegedUser(),
    signal: 'QUIT',
    command: (folder, port) => {
      writeFileSync(join(folder, 'password'), password, { mode: 0o644 });
      const settings = [`port=${port}`, `unix_socket_directories=${folder}`, 'listen_addresses=127.0.0.1', ...FAST];
      return ['sh', '-c', MAKE_AND_RUN, binaries, ...settings.flatMap((setting) => ['-c', setting])];
    },
    ready: (port) => query(url(port), 'select 1'),
  });
  return { url: url(server.port), stop: server.stop };
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end();
  }
}
