// What runs beside the calls for as long as the service does: following the change feed, waking others, keeping the feed short.
import type { Redacted } from '../../kernel/redacted.js';
import { type AfterWrite, afterWrite, type Database, openRedis } from '../../storage/index.js';
import type { Feed } from './feed.js';
import { followChanges } from './follow-changes.js';
import { keepTrimmed } from './trim-changes.js';
import { sqlChangeTrimmer } from './trim-changes-sql.js';
import { wakeThroughRedis } from './wake-redis.js';

export interface KeepUpDeps {
  readonly db: Database;
  readonly feed: Feed;
  /** Undefined: other replicas see a write at their next poll. */
  readonly redisUrl: Redacted<string> | undefined;
  /** Told of each write beside the feed. */
  readonly wrote?: AfterWrite;
  /** Told of what failed and will be tried again. */
  onError(message: string, error: unknown): void;
}

export interface KeepingUp {
  /** Whether Redis answers; undefined without one. */
  redisIsThere(): boolean | undefined;
  stop(): Promise<void>;
}

/** From now on what this process writes through `db` is also what it decides from. */
export function keepUp({ db, feed, redisUrl, wrote, onError }: KeepUpDeps): KeepingUp {
  const following = followChanges({
    feed,
    onError: (error) => onError('the change feed cannot be read; trying again', error),
  });
  const trimming = keepTrimmed({
    trimmer: sqlChangeTrimmer(db),
    onError: (error) => onError('the change feed cannot be trimmed; trying again', error),
  });
  const redis =
    redisUrl && openRedis({ url: redisUrl, onError: (error) => onError('Redis is lost; trying again', error) });
  const waking = redis && wakeThroughRedis({ redis, feed });
  afterWrite(db, async (revision, changes) => {
    waking?.tell(revision);
    await Promise.all([wrote?.(revision, changes), feed.catchUp().catch(() => following.wake())]);
  });
  return {
    redisIsThere: () => redis?.isThere(),
    stop: async () => {
      following.stop();
      redis?.close();
      await trimming.stop();
    },
  };
}
