// A clock that stands still until a test moves it.
import type { Clock } from '../../src/kernel/clock.js';

export interface TestClock extends Clock {
  /** Moves both times forward. */
  advance(milliseconds: number): void;
}

/** Starts at 2026-01-01T00:00:00Z unless told otherwise. */
export function testClock(start = Date.UTC(2026, 0, 1)): TestClock {
  let passed = 0;
  return {
    now: () => start + passed,
    monotonic: () => passed,
    advance: (milliseconds) => {
      passed += milliseconds;
    },
  };
}
