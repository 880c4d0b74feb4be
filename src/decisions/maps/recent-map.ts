// A bounded map that forgets what was not asked for lately. A hit leaves a mark and moves nothing: most of a decision is hits.

/** What every entry carries for the map; new ones begin with false. */
export interface Marked {
  /** Asked for since it was put in, or last passed over. */
  recent: boolean;
}

/** An entry that others point to, which must know when it counts no more. */
export interface Pointed extends Marked {
  /** Not in the map any more, for whatever reason. */
  gone: boolean;
}

export interface RecentMap<V extends Marked> {
  get(key: string): V | undefined;
  /** The same, without counting as asked for. */
  peek(key: string): V | undefined;
  set(key: string, entry: V): void;
  delete(key: string): void;
  clear(): void;
  size(): number;
}

/** Passed over at most so many at a time, so that one new entry never waits for all of a large map. */
export const MOST_PASSED_OVER = 1_000;

/** Of at most `max` entries, by second chance: the oldest leaves, but one that was asked for goes once more to the end of the line. */
export function createRecentMap<V extends Marked>(max: number): RecentMap<V> {
  const entries = new Map<string, V>();
  // Stays where it was: a new iterator would look at every entry that has left since the map last grew.
  let oldest = entries.entries();

  function makeRoom(): void {
    for (let passed = 0; entries.size >= max; passed += 1) {
      const [key, entry] = oldest.next().value as [string, V];
      entries.delete(key);
      if (entry.recent && passed < MOST_PASSED_OVER) {
        entry.recent = false;
        entries.set(key, entry);
      }
    }
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      // Written only when it changes: a write makes the line travel between the processor's caches.
      if (!entry.recent) entry.recent = true;
      return entry;
    },
    peek: (key) => entries.get(key),
    set(key, entry) {
      if (!entries.has(key)) makeRoom();
      entries.set(key, entry);
    },
    delete: (key) => void entries.delete(key),
    clear() {
      entries.clear();
      oldest = entries.entries();
    },
    size: () => entries.size,
  };
}
