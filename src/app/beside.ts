// What runs beside the calls for as long as the service does: following changes and revocations, and telling others of ours.
import type { Config } from '../config/index.js';
import { type Decisions, type KeepingUp, keepUp } from '../decisions/index.js';
import type { Clock } from '../kernel/clock.js';
import type { Random } from '../kernel/random.js';
import { type KeptRevocations, keepRevocations, redisStream, sqlRevocationStore } from '../revocation/index.js';
import type { Database } from '../storage/index.js';
import type { Metrics } from '../telemetry/index.js';

export interface BesideDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly db: Database;
  readonly feed: Decisions['feed'];
  /** Told of what failed and will be tried again. */
  onError(message: string, error?: unknown): void;
}

export interface Beside {
  readonly keeping: KeepingUp;
  readonly revoking: KeptRevocations;
  stop(): Promise<void>;
}

/** From now on what this process writes through `db` is also what it answers from. */
export async function runBeside({ config, clock, random, metrics, db, feed, onError }: BesideDeps): Promise<Beside> {
  const { redisUrl } = config;
  const revoking = await keepRevocations({
    ...config.revocation,
    store: sqlRevocationStore(db),
    feed,
    // Trouble with the connection is told once by whoever needs it.
    stream: redisUrl && redisStream({ url: redisUrl, onError: () => undefined }),
    clock,
    random,
    applied: metrics.revocationApplied,
    onError,
  });
  metrics.measureRevocations(revoking);
  const keeping = keepUp({ db, feed, redisUrl, wrote: revoking.wrote, onError });
  return {
    keeping,
    revoking,
    stop: async () => {
      await Promise.all([keeping.stop(), revoking.stop()]);
    },
  };
}
