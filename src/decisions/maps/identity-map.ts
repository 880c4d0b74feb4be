// What principals and groups are in and hold of their own, by key.
import { packGrants } from '../engine/packed-grants.js';
import { type IdentityEntry, WIDE } from '../engine/view.js';
import type { IdentityRow, ObjectRow } from '../load/store.js';
import type { EntryMap, MapContext } from './entry-map.js';
import { identityOf } from './missing.js';
import type { ObjectMap } from './object-map.js';
import { createRecentMap, type Marked } from './recent-map.js';

export interface IdentityMap extends EntryMap {
  identity(key: string): IdentityEntry | undefined;
}

type Entry = IdentityEntry & Marked;

const NOBODY = { groups: [], grants: [], platform: undefined };

export function createIdentityMap(context: MapContext, objects: Pick<ObjectMap, 'known' | 'entryOf'>): IdentityMap {
  const { entries, missing } = context;
  const identities = createRecentMap<Entry>(entries);

  /** One text for all that are equal: a group's key would else be kept once for every member. */
  function keep(key: string): string {
    return objects.known(key) ?? key;
  }

  function entryOf({ groups, grants, platform }: Omit<IdentityRow, 'key'>, object: ObjectRow | undefined): Entry {
    return {
      object: object === undefined ? null : objects.entryOf(object),
      groups: groups?.map(keep) ?? WIDE,
      grants: grants === undefined ? WIDE : packGrants(grants, context),
      platform,
      recent: false,
    };
  }

  return {
    identity(key) {
      const entry = identities.get(key);
      if (entry === undefined) missing.identities.add(key);
      return entry;
    },
    install(wanted, loaded) {
      // Every load brings the objects that identities are along with them.
      const rows = new Map(loaded.objects.map((row) => [row.key, row]));
      for (const key of wanted.identities) identities.set(keep(key), entryOf(NOBODY, rows.get(key)));
      for (const row of loaded.identities) identities.set(keep(row.key), entryOf(row, rows.get(row.key)));
    },
    drop({ kind, key }) {
      if (kind === 'platform' || kind === 'object') identities.delete(key);
      else if (kind === 'member') identities.delete(identityOf(key));
      // A wide identity's grants are not in its entry but in pairs; with fewer left it may stay wide, which is as exact.
      else if (kind === 'grant' && identities.peek(identityOf(key))?.grants !== WIDE)
        identities.delete(identityOf(key));
    },
    clear: () => identities.clear(),
    sizes: () => ({ identities: identities.size() }),
  };
}
