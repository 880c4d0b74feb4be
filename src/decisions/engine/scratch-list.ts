// A list that is filled anew for every decision without allocating: shortening an array gives its memory back.

export interface ScratchList<T> {
  /** What lies at `count` and after is left over from before. */
  readonly items: T[];
  count: number;
}

export function createScratchList<T>(): ScratchList<T> {
  return { items: [], count: 0 };
}

export function append<T>(list: ScratchList<T>, item: T): void {
  list.items[list.count] = item;
  list.count += 1;
}

/** The items that count, as an array of their own. */
export function itemsOf<T>({ items, count }: ScratchList<T>): T[] {
  return items.slice(0, count);
}
