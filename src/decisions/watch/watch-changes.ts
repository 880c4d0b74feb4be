// Tells every change after a revision, in order, and then each as it comes.
import { FrontierError } from '../../kernel/errors.js';
import type { RecentChanges } from './recent-changes.js';
import { byRevision, type RevisionChanges } from './revision-changes.js';
import type { ChangePage, WatchStore } from './store.js';

export interface WatchDeps {
  readonly watched: WatchStore;
  readonly recent: RecentChanges;
}

/** Read at a time by who is behind; revisions are not cut. */
const PAGE_ROWS = 1_000;

/**
 * First the revision that the watch begins after, without changes: `from`, or the newest there is. Reads on only as fast as it
 * is taken from, and ends when the signal fires. Throws out_of_range when what came after is not kept any more
 * (REVISION_TRIMMED), at the start or for who takes too slowly, or when there never was such a revision (REVISION_UNKNOWN).
 */
export async function* watchChanges(
  deps: WatchDeps,
  from: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<RevisionChanges> {
  let at = from ?? (await deps.watched.changesAfter(0, 0)).newest;
  let version = deps.recent.version();
  // The first look is at the store: what is in memory cannot tell that there is no such revision.
  let news = await readOn(deps, at);
  yield { revision: at, changes: [] };
  for (;;) {
    if (news.length === 0) await deps.recent.next(version, signal);
    for (const each of news) {
      if (signal.aborted) return;
      yield each;
      at = each.revision;
    }
    if (signal.aborted) return;
    // Noted before the look, so that what comes during it is not waited for.
    version = deps.recent.version();
    news = deps.recent.since(at) ?? (await readOn(deps, at));
  }
}

async function readOn({ watched }: WatchDeps, at: number): Promise<readonly RevisionChanges[]> {
  const page = await watched.changesAfter(at, PAGE_ROWS);
  check(page, at);
  return byRevision(page.changes);
}

function check({ oldest, newest }: ChangePage, at: number): void {
  if (at > newest)
    throw new FrontierError(
      'out_of_range',
      'REVISION_UNKNOWN',
      'there is no such revision; read anew and watch from now',
    );
  if (oldest > at + 1)
    throw new FrontierError(
      'out_of_range',
      'REVISION_TRIMMED',
      'what changed after that revision is not kept any more; read anew and watch from now',
    );
}
