// What is answered most is written once.

/** How many are kept of each kind: a check is allowed or denied as a rule. */
const KEPT = 2;

/**
 * Writes what is frozen once for as long as it is among the last that were: handlers answer the commonest with one and the same
 * object. Whoever gets what was written must not change it.
 */
export function writeOnce<A extends object, T>(write: (answer: A) => T): (answer: A) => T {
  const kept: { readonly answer: A; readonly written: T }[] = [];
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
