// What is broken: each a thing done to the world, and undone.
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { query } from '../../support/postgres-server.js';
import type { Seeded } from '../../support/seeded.js';
import type { Member, World } from './world.js';

export interface How {
  /** As long as the promise is made for; otherwise just beyond what makes a replica close. */
  readonly long: boolean;
  readonly random: Seeded;
}

export interface FaultCase {
  readonly name: string;
  break(world: World, how: How): Promise<void>;
}

/** Beyond what makes a replica close. */
const beyond = ({ maxStaleness }: World) => maxStaleness + 600;

export const CASES: readonly FaultCase[] = [
  {
    name: 'nothing, with the clock of one replica two minutes ahead',
    break: () => pause(500),
  },
  {
    name: 'kill -9 of a replica that has committed a revocation and not handed it on',
    async break({ replicas: [writer], token, replicas }, { random }) {
      const first = writer as Member;
      const doomed = await token();
      first.toRedis.freeze();
      // Answered only after the time that handing on may take: it dies in between.
      const revoking = first.revoke(doomed);
      await pause(10 + random.below(35));
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
    async break(world, { long }) {
      const milliseconds = long ? 5_000 : beyond(world);
      await withRedis(world, (redis) => redis.call('CLIENT', 'PAUSE', milliseconds));
      await pause(milliseconds);
    },
  },
  {
    name: 'the network cut between one replica and Redis',
    async break(world, { long }) {
      const [, second] = world.replicas;
      await second?.toRedis.cut();
      await pause(long ? 10_000 : beyond(world));
      await second?.toRedis.restore();
    },
  },
  {
    name: 'the network silent between one replica and Redis',
    async break(world, { long }) {
      const [, second] = world.replicas;
      second?.toRedis.freeze();
      await pause(long ? 10_000 : beyond(world));
      second?.toRedis.thaw();
    },
  },
  {
    name: 'Postgres killed and started again',
    async break({ postgres }, { long }) {
      await postgres.stop();
      await pause(long ? 2_000 : 500);
      await postgres.start();
    },
  },
  {
    name: 'all connections to Postgres broken',
    break: ({ postgres }) => query(postgres.url, OTHERS_END),
  },
  {
    name: 'a replica stopped and continued',
    async break(world, { long }) {
      const [, second] = world.replicas;
      second?.signal('SIGSTOP');
      await pause(long ? 5_000 : beyond(world));
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
