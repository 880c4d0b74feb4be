// What is done to the replicas while they are asked: one thing after the other, at even intervals.
import type { Seeded } from '../support/seeded.js';
import type { Fault } from './options.js';
import type { SoakRedis } from './redis.js';
import { pause, type Stage } from './stage.js';
import type { Task } from './tasks.js';

export interface Faults {
  readonly faults: readonly Fault[];
  readonly seconds: number;
  readonly redis: SoakRedis | undefined;
  readonly random: Seeded;
}

export function breaking(stage: Stage, { faults, seconds, redis, random }: Faults): Task {
  const breakOne: Readonly<Record<Fault, () => Promise<void>>> = {
    kill: async () => {
      const replica = random.pick(stage.replicas);
      await replica.kill();
      await replica.start();
    },
    connections: async () => {
      await stage.store.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'frontier' and pid <> pg_backend_pid()`,
      );
    },
    redis: async () => {
      await redis?.restart();
    },
  };
  return async (until) => {
    while (faults.length > 0 && !until()) {
      await pause(seconds * 1_000);
      if (until()) return;
      await breakOne[random.pick(faults)]();
      stage.counts.faults += 1;
    }
  };
}
