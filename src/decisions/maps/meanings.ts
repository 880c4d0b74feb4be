// What permissions as callers write them mean at a type of object: worked out once, since most calls write the same few.

export interface Meanings {
  /** The defined slug that the text stands for; undefined when it is not known yet. */
  find(text: string, namespace: string): string | undefined;
  keep(text: string, namespace: string, slug: string): void;
  clear(): void;
}

/** More are not kept: what is kept stands for defined permissions at types they can be asked at, of which there are few. */
const MOST_TEXTS = 10_000;

export function createMeanings(): Meanings {
  const byNamespace = new Map<string, Map<string, string>>();
  let count = 0;

  function clear(): void {
    byNamespace.clear();
    count = 0;
  }

  return {
    find: (text, namespace) => byNamespace.get(namespace)?.get(text),
    keep(text, namespace, slug) {
      if (count === MOST_TEXTS) clear();
      const meanings = byNamespace.get(namespace) ?? new Map<string, string>();
      byNamespace.set(namespace, meanings.set(text, slug));
      count += 1;
    },
    clear,
  };
}
