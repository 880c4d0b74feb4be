// Objects and principals of the tree by key; those that do not exist as well.
import { LRUCache } from 'lru-cache';
import type { EntryMap, MapContext } from './entry-map.js';
import type { Interner } from './interner.js';
import type { ObjectRow } from './store.js';
import { uuidWords } from './uuid-words.js';
import type { ObjectEntry } from './view.js';

export interface ObjectMap extends EntryMap {
  object(key: string): ObjectEntry | null | undefined;
}

const PLATFORM_KEY = 'app/platform:platform';
const ABSENT = { absent: true } as const;

export function createObjectMap({ entries, missing, namespaces }: MapContext): ObjectMap {
  const objects = new LRUCache<string, ObjectEntry | typeof ABSENT>({ max: entries });
  const platform = toEntry({ key: PLATFORM_KEY, parent: undefined, enabled: true }, namespaces);

  return {
    object(key) {
      if (key === PLATFORM_KEY) return platform;
      const entry = objects.get(key);
      if (entry === undefined) missing.objects.add(key);
      return entry === ABSENT ? null : (entry as ObjectEntry | undefined);
    },
    install(wanted, loaded) {
      for (const key of wanted.objects) objects.set(key, ABSENT);
      for (const row of loaded.objects) objects.set(row.key, toEntry(row, namespaces));
    },
    drop({ kind, key }) {
      if (kind === 'object') objects.delete(key);
    },
    clear: () => objects.clear(),
    sizes: () => ({ objects: objects.size }),
  };
}

function toEntry({ key, parent, enabled }: ObjectRow, namespaces: Interner): ObjectEntry {
  const colon = key.indexOf(':');
  const namespaceNumber = namespaces.number(key.slice(0, colon));
  return {
    key,
    namespace: namespaces.name(namespaceNumber),
    namespaceNumber,
    words: uuidWords(key.slice(colon + 1)),
    parent,
    enabled,
  };
}
