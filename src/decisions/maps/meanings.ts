// What permissions as callers write them mean at a type of object: worked out once, since most calls write the same few.

export interface Meaning {
  /** Of a permission that is defined, or of the platform's own. */
  readonly slug: string;
  /** The slug as answers repeat it: the bare verb when it is of the object's own type. */
  readonly echo: string;
}

export interface Meanings {
  /** What the text stands for; undefined when it is not known yet. */
  find(text: string, namespace: string): Meaning | undefined;
  keep(text: string, namespace: string, meaning: Meaning): void;
  clear(): void;
}

/** More are not kept: what is kept stands for defined permissions at types they can be asked at, of which there are few. */
const MOST_TEXTS = 10_000;

export function createMeanings(): Meanings {
  const byNamespace = new Map<string, Map<string, Meaning>>();
  let count = 0;
  // What was asked for last: the same is asked for many times in a row.
  let lastText: string | undefined;
  let lastNamespace = '';
  let last: Meaning | undefined;

  function clear(): void {
    byNamespace.clear();
    count = 0;
    lastText = undefined;
  }

  return {
    find(text, namespace) {
      if (text === lastText && namespace === lastNamespace) return last;
      const meaning = byNamespace.get(namespace)?.get(text);
      if (meaning === undefined) return undefined;
      lastText = text;
      lastNamespace = namespace;
      last = meaning;
      return meaning;
    },
    keep(text, namespace, meaning) {
      if (count === MOST_TEXTS) clear();
      const meanings = byNamespace.get(namespace) ?? new Map<string, Meaning>();
      byNamespace.set(namespace, meanings.set(text, meaning));
      count += 1;
    },
    clear,
  };
}
