// Opens connections to Redis in each of its three forms: one server, a set watched by Sentinel, a Cluster.
import { Cluster, type CommonRedisOptions, Redis, type RedisOptions } from 'ioredis';
import { parseRedisAddress } from '../config/index.js';
import type { Redacted } from '../kernel/redacted.js';

export type RedisClient = Redis | Cluster;

const CONNECT_MS = 2_000;
const LONGEST_RETRY_MS = 2_000;

/** Connects at once, and again whenever it is lost. Errors must be listened to: without a listener one would end the process. */
export function connectRedis(url: Redacted<string>): RedisClient {
  const address = parseRedisAddress(url.reveal());
  if (address === undefined) throw new Error('not a Redis address');
  if (address.kind === 'single') return new Redis(address.url, OPTIONS);
  const { nodes, tls, username, password } = address;
  const login = { ...(username && { username }), ...(password && { password }), ...(tls && { tls: {} }) };
  if (address.kind === 'sentinel')
    return new Redis({ ...OPTIONS, ...login, sentinels: [...nodes], name: address.name, sentinelRetryStrategy: retry });
  return new Cluster([...nodes], {
    redisOptions: { ...OPTIONS, ...login },
    enableOfflineQueue: false,
    clusterRetryStrategy: retry,
    slotsRefreshTimeout: CONNECT_MS,
  });
}

function retry(attempt: number): number {
  return Math.min(attempt * 100, LONGEST_RETRY_MS);
}

const OPTIONS: CommonRedisOptions & RedisOptions = {
  connectionName: 'frontier',
  // Without these, commands would pile up while the server is away and be sent long after.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  connectTimeout: CONNECT_MS,
  retryStrategy: retry,
};
