// A Redis of its own for a test file.
import { connect } from 'node:net';
import { redisBinary, unprivilegedUser } from './servers.js';
import { startServer } from './throwaway-server.js';

export interface TestRedis {
  readonly url: string;
  /** Where it was started; gone when it is stopped. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** True where a Redis can be started: `describe.runIf(hasRedis())`. */
export function hasRedis(): boolean {
  return redisBinary() !== undefined;
}

/** Starts an empty Redis that keeps nothing on disk; `more` goes onto its command line. */
export async function startRedis(more: readonly string[] = []): Promise<TestRedis> {
  const binary = redisBinary();
  if (binary === undefined) throw new Error('no redis-server: ask hasRedis() first');
  const server = await startServer({
    name: 'redis',
    user: unprivilegedUser(),
    signal: 'KILL',
    command: (folder, port) => [
      binary,
      ...['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'],
      ...more,
    ],
    ready: ping,
  });
  return { url: `redis://127.0.0.1:${server.port}`, folder: server.folder, stop: server.stop };
}

/** Resolves when the server on that port answers. */
export function ping(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1_000, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      if (answer.toString().startsWith('+PONG')) resolve();
      else reject(new Error(answer.toString()));
    });
  });
}
