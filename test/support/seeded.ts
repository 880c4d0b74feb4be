// Randomness that comes out the same for the same seed.

export interface Seeded {
  /** 0 to `count` - 1. */
  below(count: number): number;
  chance(probability: number): boolean;
  /** Throws when there is nothing to pick. */
  pick<T>(items: readonly T[]): T;
  /** At most `count` different ones. */
  some<T>(items: readonly T[], count: number): T[];
}

export function seeded(seed: number): Seeded {
  let state = seed >>> 0;

  /** Mulberry32: 32 bits of state are enough to make worlds differ. */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  const below = (count: number) => Math.floor(next() * count);
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (items) => {
      if (items.length === 0) throw new Error('nothing to pick from');
      return items[below(items.length)] as (typeof items)[number];
    },
    some: (items, count) => {
      const left = [...items];
      return Array.from(
        { length: Math.min(count, left.length) },
        () => left.splice(below(left.length), 1)[0] as (typeof items)[number],
      );
    },
  };
}
