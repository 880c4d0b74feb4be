// A Redis that can be killed and comes back empty, on the same port.

import { connect } from 'node:net';
import { redisBinary, unprivilegedUser } from '../support/servers.js';
import { freePort, startServer, type ThrowawayServer } from '../support/throwaway-server.js';

export interface SoakRedis {
  readonly url: string;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startSoakRedis(): Promise<SoakRedis> {
  const binary = redisBinary();
  if (binary === undefined) throw new Error('there is no redis-server to start');
  const port = await freePort();
  const start = (): Promise<ThrowawayServer> =>
    startServer({
      name: 'redis',
      user: unprivilegedUser(),
      signal: 'KILL',
      command: (folder) => [binary, '--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', ''],
      ready: () => listens(port),
    });
  let running = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    async restart() {
      await running.stop();
      running = await start();
    },
    stop: () => running.stop(),
  };
}

function listens(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
