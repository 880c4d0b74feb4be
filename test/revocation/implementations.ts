// The ways of keeping revocations that the contract is held against: each opens replicas on one database.
import { Redacted } from '../../src/kernel/redacted.js';
import type { Database } from '../../src/storage/index.js';
import { startRedis } from '../support/redis.js';
import { startRedisCluster } from '../support/redis-cluster.js';
import { startRedisSentinel, type TestRedisSentinel } from '../support/redis-sentinel.js';
import { openReplica, type Replica } from './replica.js';

export interface Implementation {
  /** One more replica. */
  open(db: Database): Promise<Replica>;
  close(): Promise<void>;
}

/** What comes of silence is shown elsewhere; a busy machine is no outage. */
const maxStalenessSeconds = 60;

/** Nothing but the database that the tests run against. */
export async function database(): Promise<Implementation> {
  return {
    open: (db) => openReplica(db.withoutPlugins(), { maxStalenessSeconds }),
    close: async () => undefined,
  };
}

export async function redis(): Promise<Implementation> {
  const server = await startRedis();
  return {
    open: (db) => openReplica(db.withoutPlugins(), { redisUrl: new Redacted(server.url), maxStalenessSeconds }),
    close: server.stop,
  };
}

/** Of three masters. */
export async function redisCluster(): Promise<Implementation> {
  const cluster = await startRedisCluster();
  return {
    open: (db) => openReplica(db.withoutPlugins(), { redisUrl: new Redacted(cluster.url), maxStalenessSeconds }),
    close: cluster.stop,
  };
}

/** A master and a replica that a sentinel puts in its place. */
export async function redisSentinel(): Promise<Implementation & Pick<TestRedisSentinel, 'killMaster'>> {
  const sentinel = await startRedisSentinel();
  return {
    open: (db) => openReplica(db.withoutPlugins(), { redisUrl: new Redacted(sentinel.url), maxStalenessSeconds }),
    killMaster: sentinel.killMaster,
    close: sentinel.stop,
  };
}
