// A window that replicas share through Redis: each counts for itself as well, so that nothing depends on Redis being there.
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Rate } from '../../config/index.js';
import type { Redis } from '../../storage/index.js';
import type { Window } from './window.js';

export interface SharedWindowDeps {
  /** Names the keys in Redis. */
  readonly name: string;
  readonly rate: Rate;
  readonly own: Window;
  readonly redis: Redis;
}

/** Redis is told in the background; a key that it says is over the limit is closed here, too, from the next attempt on. */
export function shareWindow({ name, rate: { count, seconds }, own, redis }: SharedWindowDeps): Window {
  let limiter: RateLimiterRedis | undefined;

  async function tell(key: string): Promise<void> {
    try {
      const { remainingPoints, msBeforeNext } = await redis.command((client) => {
        limiter ??= new RateLimiterRedis({
          storeClient: client,
          keyPrefix: `frontier:limit:${name}`,
          points: count,
          duration: seconds,
        });
        return limiter.consume(key);
      });
      if (remainingPoints === 0) own.close(key, msBeforeNext);
    } catch (answer) {
      // More than `points` is a rejection. Without Redis each replica goes on by what it counted itself.
      if (answer instanceof RateLimiterRes) own.close(key, answer.msBeforeNext);
    }
  }

  return {
    ...own,
    add(key, where) {
      own.add(key);
      if (where !== 'here') void tell(key);
    },
  };
}
