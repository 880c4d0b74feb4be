// Keeps the mirror true to the database: from the change feed, and from the rows themselves when the feed cannot say what it was.
import { setTimeout as pause } from 'node:timers/promises';
import { type ChangeFollower, decodeRevoked, type Revoked } from '../storage/index.js';
import type { RevocationStore } from './store.js';

export interface FeedFollowing extends ChangeFollower {
  /** Reads every row, unless all is known, and goes on trying; then whatever the feed has told of, or passed over, is applied. */
  load(): Promise<void>;
  /** False while rows may be missing. */
  isComplete(): boolean;
  stop(): void;
}

export interface FollowFeedDeps {
  readonly store: Pick<RevocationStore, 'all'>;
  /** `feed` for one that was told as it came; the others were read with all there are. */
  apply(revoked: Revoked, way?: 'feed'): void;
  /** Told of a load that failed; it is tried again. */
  onError(error: unknown): void;
}

const RETRY_MS = 250;

/** To follow the feed before the first load, so that nothing falls between the two. */
export function followFeed({ store, apply, onError }: FollowFeedDeps): FeedFollowing {
  /** How often what was known became incomplete, and of these the last that a load made good. */
  let wanted = 1;
  let loaded = 0;
  let stopped = false;
  let loading: Promise<void> | undefined;

  async function readAll(): Promise<void> {
    const reached = wanted;
    await store.all((rows) => {
      for (const revoked of rows) apply(revoked);
    });
    loaded = reached;
  }

  async function readUntilComplete(): Promise<void> {
    while (!stopped && loaded < wanted)
      await readAll().catch(async (error: unknown) => {
        onError(error);
        await pause(RETRY_MS, undefined, { ref: false });
      });
  }

  function load(): Promise<void> {
    loading ??= readUntilComplete().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  function clear(): void {
    wanted += 1;
    void load();
  }

  return {
    drop({ kind, key }) {
      const revoked = kind === 'revocation' ? decodeRevoked(key) : undefined;
      if (revoked !== undefined) apply(revoked, 'feed');
    },
    // What is known stays: it was revoked, whatever the store says after it was put back to an older state.
    clear,
    load,
    isComplete: () => loaded === wanted,
    stop: () => {
      stopped = true;
    },
  };
}
