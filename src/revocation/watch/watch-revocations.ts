// Tells what is revoked, all of it or what came after a revision, and then each as it comes.
import { type WatchDeps, watchChanges } from '../../decisions/index.js';
import type { Revoked } from '../../storage/index.js';
import { revokedIn } from '../revoked-in.js';
import type { RevocationStore } from '../store.js';

export interface WatchRevocationsDeps extends WatchDeps {
  readonly revoked: Pick<RevocationStore, 'page'>;
}

/** Entries up to a revision; none: there are none up to it that were not told. */
export interface RevokedAt {
  readonly revision: number;
  readonly revoked: readonly Revoked[];
}

const PAGE_ROWS = 1_000;

/** Throws as watchChanges does. */
export async function* watchRevocations(
  deps: WatchRevocationsDeps,
  from: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<RevokedAt> {
  let begun = false;
  for await (const { revision, changes } of watchChanges(deps, from, signal)) {
    const untold = changes.some(({ kind }) => kind === 'everything') || (!begun && from === undefined);
    if (untold) yield* all(deps, revision, signal);
    const revoked = revokedIn(changes);
    if (revoked.length > 0 || untold || !begun) yield { revision, revoked };
    begun = true;
  }
}

/** What is committed meanwhile is told again as it comes. */
async function* all(deps: WatchRevocationsDeps, revision: number, signal: AbortSignal): AsyncGenerator<RevokedAt> {
  let revoked = await deps.revoked.page(undefined, PAGE_ROWS);
  while (revoked.length > 0 && !signal.aborted) {
    yield { revision, revoked };
    revoked = await deps.revoked.page(revoked.at(-1), PAGE_ROWS);
  }
}
