// The only place that reads the time; everything else is handed a Clock.

/** Wall time for claims and rows, monotonic time for durations. Both in milliseconds. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** A clock whose time of day is wrong by so many milliseconds; itself when by none. */
export function offsetClock(clock: Clock, offset: number): Clock {
  return offset === 0 ? clock : { ...clock, now: () => clock.now() + offset };
}

/** Seconds since the epoch, as JWT claims count them (RFC 7519 §2, NumericDate). */
export function numericDate(clock: Clock): number {
  return Math.floor(clock.now() / 1000);
}

/**
 * Begins to measure; answers how many milliseconds have passed since, at least. Of both clocks the one that saw more counts: wall
 * time goes on while the machine is suspended, and monotonic time is not set back.
 */
export function stopwatch(clock: Clock): () => number {
  const [wall, monotonic] = [clock.now(), clock.monotonic()];
  return () => Math.max(clock.now() - wall, clock.monotonic() - monotonic);
}
