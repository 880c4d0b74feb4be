// The port through which watchers read the change feed.
import type { RevisedChange } from '../load/store.js';

/** One consistent snapshot. */
export interface ChangePage {
  /** The oldest and the newest revision that are kept. */
  readonly oldest: number;
  readonly newest: number;
  /** In the order of their revisions, each of which is complete. */
  readonly changes: readonly RevisedChange[];
}

export interface WatchStore {
  /** The first changes after `revision` that are kept, about `rows` of them. */
  changesAfter(revision: number, rows: number): Promise<ChangePage>;
}
