// Wakes everyone who waits for something new.

export interface Bell {
  /** How often it rang. */
  rung(): number;
  ring(): void;
  /** Settles when it has rung more than `seen` times, or when the signal fires. */
  next(seen: number, signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  const waiting = new Set<() => void>();
  let rung = 0;

  return {
    rung: () => rung,
    ring() {
      rung += 1;
      for (const wake of waiting) wake();
    },
    next: (seen, signal) =>
      new Promise((resolve) => {
        if (rung > seen || signal.aborted) {
          resolve();
          return;
        }
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      }),
  };
}
