// A bounded table of entries by key that forgets what was not asked for lately, and tells those that point to an entry when it is gone.
import { createLine, type InLine } from '../../kernel/line.js';
import { MOST_PASSED_OVER, type Pointed } from './recent-map.js';
import { createSlots, type Keyed } from './slots.js';

/** What every entry carries for the table. */
export interface Kept extends Keyed, Pointed, InLine {}

export interface KeyTable<E extends Kept> {
  get(key: string): E | undefined;
  /** As `get`, without counting as asked for. */
  peek(key: string): E | undefined;
  /** In place of the one of the same key, which is gone then. */
  set(entry: E): void;
  delete(key: string): void;
  clear(): void;
  size(): number;
}

/** Of at most `max` entries, by second chance: the oldest leaves, but one that was asked for goes once more to the end of the line. */
export function createKeyTable<E extends Kept>(max: number): KeyTable<E> {
  const slots = createSlots<E>();
  const line = createLine<E>();
  let size = 0;

  function remove(entry: E): void {
    slots.remove(entry);
    line.leave(entry);
    entry.gone = true;
    size -= 1;
  }

  function makeRoom(): void {
    for (let passed = 0; size >= max; passed += 1) {
      const entry = line.first() as E;
      if (entry.recent && passed < MOST_PASSED_OVER) {
        entry.recent = false;
        line.leave(entry);
        line.join(entry);
      } else remove(entry);
    }
  }

  return {
    get: (key) => asked(slots.get(key)),
    peek: slots.get,
    set(entry) {
      const before = slots.get(entry.key);
      if (before !== undefined) remove(before);
      makeRoom();
      slots.put(entry);
      line.join(entry);
      size += 1;
    },
    delete(key) {
      const entry = slots.get(key);
      if (entry !== undefined) remove(entry);
    },
    clear() {
      for (let entry = line.first(); entry !== undefined; entry = line.first()) {
        line.leave(entry);
        entry.gone = true;
      }
      slots.clear();
      size = 0;
    },
    size: () => size,
  };
}

/** Marks it; written only when it changes: a write makes the line travel between the processor's caches. */
function asked<E extends Kept>(entry: E | undefined): E | undefined {
  if (entry !== undefined && !entry.recent) entry.recent = true;
  return entry;
}
