// Entries by key in slots of their own: a look-up reads a slot and the entry, makes no text and calls no hash function.

/** What a key leads to. */
export interface Keyed {
  /** `namespace:id`. */
  readonly key: string;
}

export interface Slots<E extends Keyed> {
  get(key: string): E | undefined;
  /** One whose key is not in. */
  put(entry: E): void;
  /** One that is in. */
  remove(entry: E): void;
  clear(): void;
}

const FEWEST = 64;
/** Fuller, and look-ups meet too many entries that are not theirs. */
const FULLEST = 0.5;
/** The last digits of an id made at random or in order of time tell it from nearly all others. */
const TELLING = 8;
/** So many slots from its place at most; the rest are in a map, for ids can be chosen such that all have one place. */
const FURTHEST = 64;

/** What is in the slots, and what found none near its place. */
interface Held<E> {
  slots: (E | undefined)[];
  /** Of a place among the slots, whose number is a power of two. */
  mask: number;
  taken: number;
  readonly crowd: Map<string, E>;
}

export function createSlots<E extends Keyed>(): Slots<E> {
  const held: Held<E> = { slots: emptySlots(FEWEST), mask: FEWEST - 1, taken: 0, crowd: new Map() };
  return {
    get(key) {
      const { slots, mask, crowd } = held;
      let at = scatter(key) & mask;
      for (let step = 0; step < FURTHEST; step += 1) {
        const entry = slots[at];
        if (entry === undefined) break;
        if (entry.key === key) return entry;
        at = (at + 1) & mask;
      }
      return crowd.size === 0 ? undefined : crowd.get(key);
    },
    put(entry) {
      if (held.taken >= held.slots.length * FULLEST) resize(held, held.slots.length * 2);
      place(held, entry);
    },
    remove(entry) {
      if (held.crowd.delete(entry.key)) return;
      takeOut(held, entry);
      held.taken -= 1;
    },
    clear() {
      held.slots.length = 0;
      held.crowd.clear();
      resize(held, FEWEST);
    },
  };
}

function place<E extends Keyed>(held: Held<E>, entry: E): void {
  const { slots, mask, crowd } = held;
  let at = scatter(entry.key) & mask;
  for (let step = 0; step < FURTHEST; step += 1) {
    if (slots[at] === undefined) {
      slots[at] = entry;
      held.taken += 1;
      return;
    }
    at = (at + 1) & mask;
  }
  crowd.set(entry.key, entry);
}

function resize<E extends Keyed>(held: Held<E>, count: number): void {
  const before = [held.slots, [...held.crowd.values()]];
  held.slots = emptySlots(count);
  held.mask = count - 1;
  held.taken = 0;
  held.crowd.clear();
  for (const entries of before) for (const entry of entries) if (entry !== undefined) place(held, entry);
}

function emptySlots<E>(count: number): (E | undefined)[] {
  return new Array<E | undefined>(count).fill(undefined);
}

/** Of the end of the text, where keys differ. */
function scatter(text: string): number {
  let mixed = 0;
  for (let at = Math.max(text.length - TELLING, 0); at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // Four bits a character: the value of a hexadecimal digit.
    mixed = (mixed << 4) ^ (code & 15) ^ ((code >> 6) * 9);
  }
  mixed = Math.imul(mixed, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** Empties the entry's slot and moves up what had to make way for it. */
function takeOut<E extends Keyed>({ slots, mask }: Held<E>, taken: E): void {
  let free = scatter(taken.key) & mask;
  while (slots[free] !== taken) free = (free + 1) & mask;
  let at = (free + 1) & mask;
  for (let entry = slots[at]; entry !== undefined; entry = slots[at]) {
    const home = scatter(entry.key) & mask;
    if (((at - home) & mask) >= ((at - free) & mask)) {
      slots[free] = entry;
      free = at;
    }
    at = (at + 1) & mask;
  }
  slots[free] = undefined;
}
