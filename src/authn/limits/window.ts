// Counts events by key, and closes a key for a while after too many.
import { LRUCache } from 'lru-cache';
import type { Rate } from '../../config/index.js';
import type { Clock } from '../../kernel/clock.js';

export interface Window {
  /** True when no key at all is closed. */
  isQuiet(): boolean;
  /** For how many more milliseconds `key` is closed; 0 when it is open. Asks nobody. */
  closedFor(key: string): number;
  /**
   * One more event; that one which makes `count` of them within `seconds` closes the key for `seconds`. Waits for nothing.
   * `here`: what others count by the same key is not to be told of it.
   */
  add(key: string, where?: 'everywhere' | 'here'): void;
  close(key: string, milliseconds: number): void;
}

/** Whoever can make up keys can make up this many, and then pushes out the oldest: about 10 MB for each of the two maps. */
const MOST_KEYS = 50_000;

interface Tally {
  readonly ends: number;
  count: number;
}

/** In memory, and bounded. `rate-limiter-flexible` has one too, but without a bound and with a promise for every question. */
export function createWindow({ count, seconds }: Rate, clock: Clock): Window {
  const tallies = new LRUCache<string, Tally>({ max: MOST_KEYS });
  const closedUntil = new LRUCache<string, number>({ max: MOST_KEYS });
  let quietFrom = 0;

  function tallyOf(key: string, now: number): Tally {
    const found = tallies.get(key);
    if (found !== undefined && found.ends > now) return found;
    const tally = { ends: now + seconds * 1000, count: 0 };
    tallies.set(key, tally);
    return tally;
  }

  function close(key: string, milliseconds: number): void {
    const end = Math.max(clock.monotonic() + milliseconds, closedUntil.get(key) ?? 0);
    closedUntil.set(key, end);
    quietFrom = Math.max(quietFrom, end);
  }

  return {
    isQuiet() {
      if (closedUntil.size > 0 && quietFrom <= clock.monotonic()) closedUntil.clear();
      return closedUntil.size === 0;
    },
    closedFor(key) {
      const end = closedUntil.get(key);
      return end === undefined ? 0 : Math.max(end - clock.monotonic(), 0);
    },
    add(key) {
      const tally = tallyOf(key, clock.monotonic());
      tally.count += 1;
      if (tally.count < count) return;
      tallies.delete(key);
      close(key, seconds * 1000);
    },
    close,
  };
}
