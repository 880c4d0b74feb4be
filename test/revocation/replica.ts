// One replica's part in revocation: it follows the database, and a Redis if there is one, as the service does.
import { createDecisions, keepUp, sqlDecisionStore } from '../../src/decisions/index.js';
import { type Clock, systemClock } from '../../src/kernel/clock.js';
import { systemRandom } from '../../src/kernel/random.js';
import type { Redacted } from '../../src/kernel/redacted.js';
import { type KeptRevocations, keepRevocations, redisStream, sqlRevocationStore } from '../../src/revocation/index.js';
import type { Database } from '../../src/storage/index.js';

export interface Replica extends KeptRevocations {
  /** What it complained of. */
  readonly said: readonly string[];
}

export interface ReplicaOptions {
  readonly clock?: Clock;
  readonly redisUrl?: Redacted<string> | undefined;
  readonly onOutage?: 'closed' | 'postgres';
  /** 2 unless told otherwise. */
  readonly maxStalenessSeconds?: number;
}

/** `db` is this replica's alone: whoever writes through it writes at this replica. */
export async function openReplica(db: Database, options: ReplicaOptions = {}): Promise<Replica> {
  const { clock = systemClock, redisUrl, onOutage = 'closed', maxStalenessSeconds = 2 } = options;
  const said: string[] = [];
  const onError = (message: string) => void said.push(message);
  const { feed } = await createDecisions(sqlDecisionStore(db), 10_000, clock);
  const store = sqlRevocationStore(db);
  const kept = await keepRevocations({
    store,
    feed,
    stream: redisUrl && redisStream({ url: redisUrl, onError: () => undefined }),
    clock,
    random: systemRandom,
    maxStalenessSeconds,
    onOutage,
    onError,
  });
  const keeping = keepUp({ db, feed, redisUrl, wrote: kept.wrote, onError });
  return {
    ...kept,
    said,
    stop: async () => {
      await Promise.all([keeping.stop(), kept.stop()]);
    },
  };
}
