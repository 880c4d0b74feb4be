// Makes key pairs on the thread pool, few at a time, so that a flood of them leaves the event loop and the pool usable.
import { FrontierError } from '../kernel/errors.js';
import type { Algorithm, KeyPair } from './algorithms.js';

/** Makes one key pair. Throws unavailable, to be tried again, when too many are waiting. */
export type KeyGenerator = (algorithm: Algorithm) => Promise<KeyPair>;

/** Half of libuv's default of 4 threads, which database files and DNS share. */
const AT_ONCE = 2;
/** About 10 s of RSA-2048. */
const WAITING = 100;

export function createKeyGenerator(): KeyGenerator {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (algorithm) => {
    if (running < AT_ONCE) running += 1;
    else if (waiting.length < WAITING) await new Promise<void>((resolve) => waiting.push(resolve));
    else throw busy();
    try {
      return await algorithm.generate();
    } finally {
      // The place goes to the next in line, or is given up.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

function busy(): FrontierError {
  return new FrontierError('unavailable', 'KEY_GENERATION_BUSY', 'too many keys are being made; try again', {
    retryAfter: 5,
  });
}
