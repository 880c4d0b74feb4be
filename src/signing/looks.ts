// Reads for everyone who asks, one at a time and not too often, so that made-up kids cannot make a flood of queries.
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.js';

/** From the beginning of a read to that of the next. */
const EVERY_MS = 100;

/** Answers when a read is done that began after the call; the read's failure is that of everyone who waits for it. */
export function createLooks(read: () => Promise<void>, clock: Clock): () => Promise<void> {
  let begun = Number.NEGATIVE_INFINITY;
  let running: Promise<void> = Promise.resolve();
  /** Not begun yet. */
  let waiting: Promise<void> | undefined;

  async function begin(): Promise<void> {
    await running.catch(ignore);
    const early = begun + EVERY_MS - clock.monotonic();
    if (early > 0) await setTimeout(early);
    begun = clock.monotonic();
    waiting = undefined;
    running = read();
    return running;
  }

  return () => {
    waiting ??= begin();
    return waiting;
  };
}

function ignore(): void {}
