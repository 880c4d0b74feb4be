// Follows the change feed for as long as the service runs: polls, and is woken in between.
import type { Feed } from './feed.js';

export interface Following {
  /** Looks now instead of at the next poll. */
  wake(): void;
  stop(): void;
}

export interface FollowDeps {
  readonly feed: Feed;
  /** Told of a poll that failed; the next one is not affected. */
  onError(error: unknown): void;
}

/** How long a change made elsewhere goes unseen when nothing wakes the follower. */
const POLL_MS = 250;

export function followChanges({ feed, onError }: FollowDeps): Following {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function look(): Promise<void> {
    clearTimeout(timer);
    await feed.catchUp().catch(onError);
    if (!stopped) timer = setTimeout(look, POLL_MS).unref();
  }

  timer = setTimeout(look, POLL_MS).unref();
  return {
    wake: () => void feed.catchUp().catch(onError),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
