// A Redis with a replica, and a sentinel that makes the replica the master when the master is gone.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { ping, startRedis } from './redis.js';
import { redisBinary, unprivilegedUser } from './servers.js';
import { startServer } from './throwaway-server.js';

export interface TestRedisSentinel {
  readonly url: string;
  /** SIGKILL; the replica takes over within a few seconds. */
  killMaster(): Promise<void>;
  stop(): Promise<void>;
}

const NAME = 'frontier';
const DOWN_AFTER_MS = 300;
const PATIENCE_MS = 30_000;

export async function startRedisSentinel(): Promise<TestRedisSentinel> {
  const master = await startRedis();
  const masterPort = Number(new URL(master.url).port);
  const replica = await startRedis(['--replicaof', '127.0.0.1', String(masterPort), '--repl-diskless-sync-delay', '0']);
  const sentinel = await startSentinel(masterPort);
  const stop = async () => {
    await Promise.all([sentinel.stop(), replica.stop(), master.stop()]);
  };
  try {
    await settled(`redis://127.0.0.1:${sentinel.port}`, replica.url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `redis+sentinel://127.0.0.1:${sentinel.port}/${NAME}`, killMaster: master.stop, stop };
}

function startSentinel(masterPort: number) {
  return startServer({
    name: 'redis-sentinel',
    user: unprivilegedUser(),
    signal: 'KILL',
    command: (folder, port) => {
      const file = join(folder, 'sentinel.conf');
      writeFileSync(file, configuration(port, masterPort));
      // It keeps its state there.
      chmodSync(file, 0o666);
      return [redisBinary() ?? '', file, '--sentinel'];
    },
    ready: ping,
  });
}

function configuration(port: number, masterPort: number): string {
  return [
    `port ${port}`,
    'bind 127.0.0.1',
    `sentinel monitor ${NAME} 127.0.0.1 ${masterPort} 1`,
    `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER_MS}`,
    `sentinel failover-timeout ${NAME} 5000`,
    '',
  ].join('\n');
}

/** The replica has all that the master has, and the sentinel knows of it. */
async function settled(sentinelUrl: string, replicaUrl: string): Promise<void> {
  const [sentinel, replica] = [new Redis(sentinelUrl), new Redis(replicaUrl)];
  const end = performance.now() + PATIENCE_MS;
  try {
    for (;;) {
      const known = (await sentinel.call('SENTINEL', 'REPLICAS', NAME)) as unknown[];
      if (known.length === 1 && (await replica.info('replication')).includes('master_link_status:up')) return;
      if (performance.now() > end) throw new Error('the replica does not follow, or the sentinel does not know it');
      await pause(50);
    }
  } finally {
    for (const client of [sentinel, replica]) client.disconnect();
  }
}
