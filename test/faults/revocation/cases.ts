// What is broken: each a thing done to the world, and undone.
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { query } from '../../support/postgres-server.js';
import type { Member, World } from './world.js';

export interface FaultCase {
  readonly name: string;
  /** `long`: as long as the promise is made for; otherwise just beyond what makes a replica close. */
  break(world: World, long: boolean): Promise<void>;
}

/** Beyond FRONTIER_REVOCATION_MAX_STALENESS. */
const SHORT_MS = 2_800;

export const CASES: readonly FaultCase[] = [
  {
    name: 'nothing, with the clock of one replica two minutes ahead',
    break: () => pause(500),
  },
  {
    name: 'kill -9 of a replica that has committed a revocation and not handed it on',
    async break({ replicas: [writer], token, replicas }) {
      const first = writer as Member;
      const doomed = await token();
      first.toRedis.freeze();
      // Answered only after the time that handing on may take: it dies in between.
      const revoking = first.revoke(doomed);
      await pause(25);
      await first.kill();
      first.toRedis.thaw();
      if ((await revoking) === 200 && (await replicas[1]?.check(doomed)) === 200) await pause(2_500);
      await first.start();
    },
  },
  {
    name: 'kill -9 of a replica at any moment',
    async break({ replicas: [, second] }) {
      await second?.kill();
      await second?.start();
    },
  },
  {
    name: 'kill -9 of Redis, which keeps nothing and comes back empty',
    break: ({ redis }) => redis.restart(),
  },
  {
    name: 'FLUSHALL',
    break: (world) => withRedis(world, (redis) => redis.flushall()),
  },
  {
    name: 'CLIENT PAUSE',
    async break(world, long) {
      const milliseconds = long ? 5_000 : SHORT_MS;
      await withRedis(world, (redis) => redis.call('CLIENT', 'PAUSE', milliseconds));
      await pause(milliseconds);
    },
  },
  {
    name: 'the network cut between one replica and Redis',
    async break({ replicas: [, second] }, long) {
      await second?.toRedis.cut();
      await pause(long ? 10_000 : SHORT_MS);
      await second?.toRedis.restore();
    },
  },
  {
    name: 'the network silent between one replica and Redis',
    async break({ replicas: [, second] }, long) {
      second?.toRedis.freeze();
      await pause(long ? 10_000 : SHORT_MS);
      second?.toRedis.thaw();
    },
  },
  {
    name: 'Postgres gone for two seconds, all its connections broken',
    async break({ replicas, databaseUrl }) {
      for (const { toPostgres } of replicas) await toPostgres.cut();
      await query(databaseUrl, OTHERS_END);
      await pause(2_000);
      for (const { toPostgres } of replicas) await toPostgres.restore();
    },
  },
  {
    name: 'a replica stopped and continued',
    async break({ replicas: [, second] }, long) {
      second?.signal('SIGSTOP');
      await pause(long ? 5_000 : SHORT_MS);
      second?.signal('SIGCONT');
    },
  },
];

const OTHERS_END = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and application_name = 'frontier' and pid <> pg_backend_pid()`;

async function withRedis(world: World, work: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(world.redis.url);
  try {
    await work(redis);
  } finally {
    redis.disconnect();
  }
}
