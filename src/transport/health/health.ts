// Whether this process serves: what its parts say, bounded in time, and whether it is about to leave.
import type { Clock } from '../../kernel/clock.js';
import { withinDeadline } from '../deadline.js';

export interface Readiness {
  readonly ready: boolean;
  /** What was looked at, and what was found: `{"database": "ok"}`. */
  readonly checks: Readonly<Record<string, string>>;
}

export interface HealthDeps {
  readonly clock: Clock;
  /** Asks the parts that calls need; may reject. */
  ready(): Promise<Readiness>;
}

export interface Health {
  /** Never rejects: what fails or takes more than two seconds is not ready. */
  readiness(): Promise<Readiness>;
  /** Fires when the process is about to leave. */
  readonly leaving: AbortSignal;
  /** From now on not ready. */
  drain(): void;
}

const PATIENCE_MS = 2000;

export function createHealth({ clock, ready }: HealthDeps): Health {
  const leaving = new AbortController();
  return {
    leaving: leaving.signal,
    drain: () => leaving.abort(),
    readiness: async () => {
      if (leaving.signal.aborted) return { ready: false, checks: { process: 'leaving' } };
      try {
        return await withinDeadline(clock.monotonic() + PATIENCE_MS, clock, ready());
      } catch {
        return { ready: false, checks: { process: 'a part does not answer' } };
      }
    },
  };
}
