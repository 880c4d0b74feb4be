// Work done again and again beside the calls, never twice at a time.

export interface Repeating {
  /** Settles when the run under way is over; there is none after it. */
  stop(): Promise<void>;
}

/** Runs `work` every so many milliseconds, unless the last run is not over; `done` is told how each ended. */
export function repeat(
  everyMs: number,
  work: () => Promise<void>,
  done: (error: unknown | undefined) => void,
): Repeating {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= work()
      .then(() => done(undefined), done)
      .finally(() => {
        running = undefined;
      });
  }, everyMs).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
