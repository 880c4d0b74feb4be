// What is answered most is written once.
import type { Answer } from './method.js';

/** How many are kept of each method: a check is allowed or denied as a rule. */
const KEPT = 2;

/**
 * Writes an answer that is frozen once for as long as it is among the last that were: handlers answer the commonest with one and the
 * same object. Whoever gets what was written must not change it.
 */
export function writeOnce<T>(write: (answer: Answer) => T): (answer: Answer) => T {
  const kept: { readonly answer: Answer; readonly written: T }[] = [];
  let next = 0;
  return (answer) => {
    for (const each of kept) if (each.answer === answer) return each.written;
    const written = write(answer);
    if (Object.isFrozen(answer)) {
      kept[next] = { answer, written };
      next = (next + 1) % KEPT;
    }
    return written;
  };
}
