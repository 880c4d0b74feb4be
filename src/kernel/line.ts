// A line that anyone can leave from where they stand: each knows who is before and after.

export interface InLine {
  /** Undefined for the first, and for who is in no line. */
  previous: InLine | undefined;
  next: InLine | undefined;
}

export interface Line<T extends InLine> {
  first(): T | undefined;
  /** At the end. */
  join(item: T): void;
  leave(item: T): void;
}

export function createLine<T extends InLine>(): Line<T> {
  let first: InLine | undefined;
  let last: InLine | undefined;
  return {
    first: () => first as T | undefined,
    join(item) {
      item.previous = last;
      item.next = undefined;
      if (last === undefined) first = item;
      else last.next = item;
      last = item;
    },
    leave(item) {
      const { previous, next } = item;
      if (previous === undefined) first = next;
      else previous.next = next;
      if (next === undefined) last = previous;
      else next.previous = previous;
      // Who is gone keeps nobody else in memory.
      item.previous = undefined;
      item.next = undefined;
    },
  };
}
