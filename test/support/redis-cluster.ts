// A Redis Cluster of three masters for a test file.
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { startRedis, type TestRedis } from './redis.js';

const SLOTS = 16_384;
const PATIENCE_MS = 30_000;

export interface TestRedisCluster {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts three empty servers that keep nothing but their own configuration on disk, and joins them. */
export async function startRedisCluster(): Promise<TestRedisCluster> {
  const servers = await Promise.all([0, 1, 2].map(() => startRedis(['--cluster-enabled', 'yes'])));
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    await join(servers);
  } catch (error) {
    await stop();
    throw error;
  }
  const nodes = servers.map(({ url }) => new URL(url).host);
  return { url: `redis+cluster://${nodes.join(',')}`, stop };
}

async function join(servers: readonly TestRedis[]): Promise<void> {
  const clients = servers.map(({ url }) => new Redis(url));
  try {
    const share = Math.ceil(SLOTS / servers.length);
    for (const [index, client] of clients.entries()) {
      const last = Math.min((index + 1) * share, SLOTS) - 1;
      await client.call('CLUSTER', 'ADDSLOTSRANGE', index * share, last);
      await client.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    }
    const [first] = servers;
    for (const client of clients) await client.call('CLUSTER', 'MEET', '127.0.0.1', new URL(first?.url ?? '').port);
    for (const client of clients) await settled(client, servers.length);
  } finally {
    for (const client of clients) client.disconnect();
  }
}

async function settled(client: Redis, nodes: number): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const info = String(await client.call('CLUSTER', 'INFO'));
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${nodes}`)) return;
    if (performance.now() > end) throw new Error(`the cluster does not settle:\n${info}`);
    await pause(50);
  }
}
