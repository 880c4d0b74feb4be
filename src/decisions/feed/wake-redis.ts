// Wakes the followers of other replicas after a write of this one, and this one after theirs; saves them the wait for their next poll.
import type { Redis } from '../../storage/index.js';
import type { Feed } from './feed.js';

export interface WakingDeps {
  readonly redis: Redis;
  readonly feed: Pick<Feed, 'applied' | 'catchUp'>;
}

export interface Waking {
  /** Tells the other replicas that the store is at `revision`; waits for nothing. */
  tell(revision: string): void;
}

const CHANNEL = 'frontier:changes';
const REVISION = /^\d{1,16}$/;

export function wakeThroughRedis({ redis, feed }: WakingDeps): Waking {
  // Whatever fails here, the next poll makes good.
  const look = () => void feed.catchUp().catch(ignore);
  redis.subscribe(CHANNEL, {
    heard: (message) => {
      if (REVISION.test(message) && Number(message) > feed.applied()) look();
    },
    resumed: look,
  });
  return { tell: newestOnly((revision) => redis.publish(CHANNEL, revision).catch(ignore)) };
}

/** Sends one at a time; of those that come meanwhile only the last, which says it all. */
function newestOnly(send: (text: string) => Promise<void>): (text: string) => void {
  let waiting: string | undefined;
  let sending = false;
  return async (text) => {
    waiting = text;
    if (sending) return;
    sending = true;
    for (; waiting !== undefined; ) {
      const next = waiting;
      waiting = undefined;
      await send(next);
    }
    sending = false;
  };
}

function ignore(): void {}
