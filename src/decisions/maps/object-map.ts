// Objects and principals of the tree by key; those that do not exist as well.

import { uuidWords } from '../engine/uuid-words.js';
import type { ObjectEntry } from '../engine/view.js';
import type { ObjectRow } from '../load/store.js';
import type { EntryMap, MapContext } from './entry-map.js';
import type { Interner } from './interner.js';
import { createKeyTable, type Kept } from './key-table.js';
import { createRecentMap, type Marked } from './recent-map.js';

export interface ObjectMap extends EntryMap {
  object(key: string): ObjectEntry | null | undefined;
  parent(entry: ObjectEntry): ObjectEntry | null | undefined;
  /** The entry for a row: the one that is held, if it is. */
  entryOf(row: ObjectRow): ObjectEntry;
  /** What is held of the object of that key, without noting that it is missing. */
  entry(key: string): ObjectEntry | undefined;
  /** The key as the object's entry has it, so that equal keys take memory once; undefined when there is no entry. */
  known(key: string): string | undefined;
}

interface Entry extends ObjectEntry, Kept {
  readonly key: string;
  readonly namespace: string;
  /** The parent's entry, once it was looked up: most decisions climb, and this saves finding each step by its key. */
  above: Entry | undefined;
}

const PLATFORM_KEY = 'app/platform:platform';

export function createObjectMap({ entries, missing, namespaces }: MapContext): ObjectMap {
  const objects = createKeyTable<Entry>(entries);
  /** Apart from those there are, so that made-up ids push none of them out. */
  const absent = createRecentMap<Marked>(entries);
  /** What was found for a question last: of a single one it is looked up next by the engine. */
  let last: Entry | undefined;
  const platform = toEntry({ key: PLATFORM_KEY, parent: undefined, enabled: true }, namespaces);

  function absentOrMissing(key: string): null | undefined {
    if (absent.get(key) !== undefined) return null;
    missing.objects.add(key);
    return undefined;
  }

  function known(key: string): string | undefined {
    return objects.get(key)?.key;
  }

  /** `keys`: of what is put in together. Equal keys take memory once. */
  function put({ key, parent, enabled }: ObjectRow, keys: ReadonlyMap<string, string>): void {
    absent.delete(key);
    const shared = parent && (known(parent) ?? keys.get(parent) ?? parent);
    objects.set(toEntry({ key, parent: shared, enabled }, namespaces));
  }

  function object(key: string): Entry | null | undefined {
    if (last !== undefined && last.key === key && !last.gone) return last;
    if (key === PLATFORM_KEY) return platform;
    return objects.get(key) ?? absentOrMissing(key);
  }

  return {
    object,
    parent: (entry) => parentOf(entry as Entry, object),
    entryOf: (row) => objects.peek(row.key) ?? toEntry(row, namespaces),
    known,
    entry(key) {
      last = objects.get(key);
      return last;
    },
    install(wanted, loaded) {
      const keys = new Map(loaded.objects.map(({ key }) => [key, key]));
      // In the store's order, the wanted before what they lie in: when not all of it can stay, that stays which many need.
      for (const row of loaded.objects) put(row, keys);
      for (const key of wanted.objects) {
        if (keys.has(key)) continue;
        objects.delete(key);
        absent.set(key, { recent: false });
      }
    },
    drop({ kind, key }) {
      if (kind === 'object') for (const map of [objects, absent]) map.delete(key);
    },
    clear() {
      for (const map of [objects, absent]) map.clear();
    },
    sizes: () => ({ objects: objects.size(), absent: absent.size() }),
  };
}

function parentOf(entry: Entry, object: (key: string) => Entry | null | undefined): Entry | null | undefined {
  const { above } = entry;
  if (above !== undefined && !above.gone) {
    if (!above.recent) above.recent = true;
    return above;
  }
  const found = object(entry.parent as string);
  if (found) entry.above = found;
  return found;
}

/** No spread in it: what follows one would lie in memory of its own. */
function toEntry({ key, parent, enabled }: ObjectRow, namespaces: Interner): Entry {
  const colon = key.indexOf(':');
  const namespaceNumber = namespaces.number(key.slice(0, colon));
  const { a, b, c, d } = uuidWords(key.slice(colon + 1));
  return {
    key,
    namespace: namespaces.name(namespaceNumber),
    namespaceNumber,
    a,
    b,
    c,
    d,
    parent,
    enabled,
    above: undefined,
    recent: false,
    gone: false,
    previous: undefined,
    next: undefined,
  };
}
