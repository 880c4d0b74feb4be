// The newest changes, kept in memory for all who watch, so that a write costs no query for each of them.
import type { ChangeFollower } from '../../storage/index.js';
import type { Feed } from '../feed/feed.js';
import type { RevisedChange } from '../load/store.js';
import { createBell } from './bell.js';
import { byRevision, type RevisionChanges } from './revision-changes.js';

export interface RecentChanges {
  /** All after `revision`, in order; undefined when they are not all here. */
  since(revision: number): readonly RevisionChanges[] | undefined;
  /** Goes up whenever something is new. */
  version(): number;
  /** Settles when there is something newer than `version`, or when the signal fires. */
  next(version: number, signal: AbortSignal): Promise<void>;
}

/** About as many changes as a megabyte or two holds. */
const MOST_CHANGES = 10_000;

export function createRecentChanges(feed: Pick<Feed, 'applied' | 'follow'>, most = MOST_CHANGES): RecentChanges {
  let revisions: RevisionChanges[] = [];
  /** All after this revision are here; undefined: all after the next that is applied. */
  let floor: number | undefined = feed.applied();
  let count = 0;
  let arriving: RevisedChange[] | undefined;
  const bell = createBell();

  /** The feed hands over what it applies in one go, and says it has applied it only then. */
  function whenApplied(): RevisedChange[] {
    if (arriving === undefined) {
      arriving = [];
      queueMicrotask(settle);
    }
    return arriving;
  }

  function settle(): void {
    count += arriving?.length ?? 0;
    revisions.push(...byRevision(arriving ?? []));
    arriving = undefined;
    floor ??= feed.applied();
    let gone = 0;
    for (; count > most; gone += 1) {
      const { revision, changes } = revisions[gone] as RevisionChanges;
      count -= changes.length;
      floor = revision;
    }
    revisions.splice(0, gone);
    bell.ring();
  }

  const follower: ChangeFollower = {
    drop: (change) => void whenApplied().push(change),
    clear: () => {
      whenApplied().length = 0;
      revisions = [];
      count = 0;
      floor = undefined;
    },
  };
  feed.follow(follower);

  return {
    since(revision) {
      if (arriving !== undefined || floor === undefined || revision < floor || revision > feed.applied())
        return undefined;
      return revisions.slice(revisions.findLastIndex((each) => each.revision <= revision) + 1);
    },
    version: bell.rung,
    next: bell.next,
  };
}
