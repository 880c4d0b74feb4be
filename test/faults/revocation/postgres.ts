// A Postgres that can be killed and started again on what it has written, on the same port.
import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTemplate } from '../../support/postgres-databases.js';
import { query } from '../../support/postgres-server.js';
import { postgresBinaries, unprivilegedUser } from '../../support/servers.js';
import { freePort, startServer, type ThrowawayServer } from '../../support/throwaway-server.js';

export interface FaultPostgres {
  /** Of a migrated database. */
  readonly url: string;
  /** Ends it without a word to its clients and without a checkpoint (SIGQUIT): it comes back through recovery. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it for good. */
  close(): Promise<void>;
}

/** What is acknowledged is kept through the end of the process, which is all that is put to it. */
const SETTINGS = ['fsync=off', 'synchronous_commit=on', 'shared_buffers=64MB', 'listen_addresses=127.0.0.1'];

export async function startFaultPostgres(): Promise<FaultPostgres> {
  const binaries = postgresBinaries();
  if (binaries === undefined) throw new Error('there is no Postgres to start');
  const [user, port] = [unprivilegedUser(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'frontier-test-postgres-'));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  initialize(binaries, folder);
  const server = `postgres://frontier:${PASSWORD}@127.0.0.1:${port}`;
  const settings = [...SETTINGS, `port=${port}`, `unix_socket_directories=${folder}`];
  const start = (): Promise<ThrowawayServer> =>
    startServer({
      name: 'postgres',
      user,
      signal: 'QUIT',
      command: () => [
        join(binaries, 'postgres'),
        '-D',
        join(folder, 'data'),
        ...settings.flatMap((each) => ['-c', each]),
      ],
      ready: () => query(`${server}/postgres`, 'select 1'),
    });
  let running = await start();
  return {
    url: `${server}/${await makeTemplate(`${server}/postgres`)}`,
    stop: () => running.stop(),
    async start() {
      running = await start();
    },
    async close() {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Only this machine reaches the server, and only for the length of a test. */
const PASSWORD = 'faults';

function initialize(binaries: string, folder: string): void {
  const password = join(folder, 'password');
  writeFileSync(password, PASSWORD, { mode: 0o644 });
  const [encoding, login] = [
    ['-E', 'UTF8', '--locale=C', '--no-sync'],
    ['-U', 'frontier', '-A', 'scram-sha-256'],
  ];
  const command = ['-D', join(folder, 'data'), ...encoding, ...login, `--pwfile=${password}`];
  const { status, stderr } = spawnSync(join(binaries, 'initdb'), command, { ...unprivilegedUser(), cwd: folder });
  if (status !== 0) throw new Error(`initdb: ${stderr}`);
}
