// Whether this process can answer calls, and what is amiss when it cannot.
import type { Decisions, KeepingUp } from '../decisions/index.js';
import type { KeptRevocations } from '../revocation/index.js';
import { type Database, newestRevision } from '../storage/index.js';
import type { Readiness } from '../transport/index.js';

/** Without word of changes for longer, credentials are read anew at each call, and the process is not ready. */
export const MAX_STALENESS_MS = 2_000;

const NOT_HEARD = 'not heard for too long';

export interface ReadinessDeps {
  readonly db: Database;
  readonly feed: Decisions['feed'];
  readonly keeping: KeepingUp;
  readonly revoking: KeptRevocations;
}

export async function readiness({ db, feed, keeping, revoking }: ReadinessDeps): Promise<Readiness> {
  const database = await newestRevision(db).then(
    () => 'ok',
    () => 'does not answer',
  );
  const heard = feed.age() <= MAX_STALENESS_MS;
  const known = revoking.gate.isOpen();
  // Without Redis the changes of other replicas come a quarter of a second later, which is no reason to send callers away.
  const redis = keeping.redisIsThere();
  const checks = {
    database,
    feed: heard ? 'ok' : NOT_HEARD,
    revocations: known ? 'ok' : NOT_HEARD,
    ...(redis !== undefined && { redis: redis ? 'ok' : 'does not answer' }),
  };
  return { ready: database === 'ok' && heard && known, checks };
}
