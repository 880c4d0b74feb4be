// What principals and groups are in and hold of their own, by key.
import { LRUCache } from 'lru-cache';
import type { EntryMap, MapContext } from './entry-map.js';
import { identityOf } from './missing.js';
import { packGrants } from './packed-grants.js';
import { type IdentityEntry, WIDE } from './view.js';

export interface IdentityMap extends EntryMap {
  identity(key: string): IdentityEntry | undefined;
}

const NOBODY: IdentityEntry = { groups: [], grants: new Int32Array(0), platform: undefined };

export function createIdentityMap(context: MapContext): IdentityMap {
  const { entries, missing } = context;
  const identities = new LRUCache<string, IdentityEntry>({ max: entries });

  return {
    identity(key) {
      const entry = identities.get(key);
      if (entry === undefined) missing.identities.add(key);
      return entry;
    },
    install(wanted, loaded) {
      for (const key of wanted.identities) identities.set(key, NOBODY);
      for (const { key, groups, grants, platform } of loaded.identities) {
        const packed = grants === undefined ? WIDE : packGrants(grants, context);
        identities.set(key, { groups: groups ?? WIDE, grants: packed, platform });
      }
    },
    drop({ kind, key }) {
      if (kind === 'platform') identities.delete(key);
      else if (kind === 'member') identities.delete(identityOf(key));
      // A wide identity's grants are not in its entry but in pairs; with fewer left it may stay wide, which is as exact.
      else if (kind === 'grant' && identities.peek(identityOf(key))?.grants !== WIDE)
        identities.delete(identityOf(key));
    },
    clear: () => identities.clear(),
    sizes: () => ({ identities: identities.size }),
  };
}
