// How long a client will wait: from its timeout to a point on the monotonic clock, and the end of waiting.
import type { Clock } from '../kernel/clock.js';
import { FrontierError } from '../kernel/errors.js';
import type { Awaitable } from '../kernel/rpc.js';

/** Longer timers fire at once (setTimeout counts milliseconds in 31 bits). */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The deadline in milliseconds on the monotonic clock; undefined when the client set none. */
export function deadlineOf(timeoutMs: number | undefined, now: number): number | undefined {
  return timeoutMs === undefined ? undefined : now + timeoutMs;
}

/** The answer, or deadline_exceeded when it is not there in time. What is there already never comes too late. */
export function withinDeadline<T>(deadline: number | undefined, clock: Clock, answer: Awaitable<T>): Awaitable<T> {
  if (!(answer instanceof Promise) || deadline === undefined) return answer;
  const remaining = deadline - clock.monotonic();
  if (remaining > LONGEST_TIMER) return answer;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(deadlineExceeded()), remaining);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

export function deadlineExceeded(): FrontierError {
  return new FrontierError('deadline_exceeded', 'DEADLINE_EXCEEDED', 'deadline exceeded');
}
