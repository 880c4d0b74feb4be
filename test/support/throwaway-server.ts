// Runs a server for the tests, in a temporary folder, and sees to it that both go away however the tests end.
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface ServerPlan {
  readonly name: string;
  /** The command line of the server in the foreground; may put files into the folder. */
  readonly command: (folder: string, port: number) => readonly string[];
  /** Resolves once the server answers on that port. */
  readonly ready: (port: number, folder: string) => Promise<unknown>;
  /** Ends it at once; nothing it holds is worth keeping. */
  readonly signal: 'QUIT' | 'KILL';
  /** Whom to run it as; undefined: as we are. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

export interface ThrowawayServer {
  readonly port: number;
  readonly folder: string;
  stop(): Promise<void>;
}

/** Waits for its standard input to end, which it does when the tests are stopped, crash or are killed. */
const KEEPER = `
folder=$1 signal=$2; shift 2
"$@" & server=$!
trap '' INT TERM HUP
cat >/dev/null
kill -TERM 0 # whatever prepares the server, too
kill -"$signal" "$server"; wait "$server"
rm -rf "$folder"`;

const START_WITHIN_MS = 60_000;

export async function startServer(plan: ServerPlan): Promise<ThrowawayServer> {
  const folder = mkdtempSync(join(tmpdir(), `frontier-test-${plan.name}-`));
  if (plan.user !== undefined) chownSync(folder, plan.user.uid, plan.user.gid);
  const port = await freePort();
  const log = openSync(join(folder, 'log'), 'w');
  const keeper = spawn('sh', ['-c', KEEPER, 'sh', folder, plan.signal, ...plan.command(folder, port)], {
    ...plan.user,
    cwd: folder,
    detached: true,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  const stop = async () => {
    const gone = exited(keeper);
    keeper.stdin?.end();
    await gone;
  };
  await untilReady(plan, port, folder).catch(async (error: unknown) => {
    const said = readFileSync(join(folder, 'log'), 'utf8');
    await stop();
    throw new Error(`${plan.name} did not start:\n${said}`, { cause: error });
  });
  return { port, folder, stop };
}

async function untilReady(plan: ServerPlan, port: number, folder: string): Promise<void> {
  const deadline = performance.now() + START_WITHIN_MS;
  for (;;) {
    try {
      await plan.ready(port, folder);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(50);
    }
  }
}

function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** A port nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
