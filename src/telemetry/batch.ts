// Hands on text in pieces that are larger than lines, so that a busy log costs one write a turn and not one a line.

export interface Batch {
  /** Handed on before the process does anything else, or with more of the same turn. */
  add(text: string): void;
  /** Hands on what there is. */
  flush(): void;
}

/** In UTF-16 units; more does not wait. */
const MOST = 64 * 1024;

export function createBatch(write: (text: string) => void): Batch {
  let waiting = '';

  function flush(): void {
    if (waiting === '') return;
    const text = waiting;
    waiting = '';
    write(text);
  }

  return {
    add(text) {
      if (waiting === '') setImmediate(flush);
      waiting += text;
      if (waiting.length > MOST) flush();
    },
    flush,
  };
}
