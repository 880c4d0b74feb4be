// The read-through maps together: bounded, filled by loads, emptied entry by entry by the change feed. All entries are of one revision.

import type { ObjectEntry, View } from '../engine/view.js';
import type { EntryMap, MapContext } from './entry-map.js';
import { createIdentityMap } from './identity-map.js';
import { createInterner, type Interner } from './interner.js';
import { createMeanings, type Meanings } from './meanings.js';
import { createMissing, type Missing } from './missing.js';
import { createNameMaps, type NameMaps } from './name-maps.js';
import { createObjectMap } from './object-map.js';
import { createPairMaps } from './pair-maps.js';
import { counted, createTallies, MAP_NAMES, type MapName, type Tally } from './tally.js';

export interface Maps extends View, EntryMap, Pick<NameMaps, 'permission' | 'everyPermission' | 'named'> {
  /** The most entries that each map holds. */
  readonly capacity: number;
  /** What was asked for and is not loaded. */
  readonly missing: Missing;
  readonly roles: Interner;
  readonly meanings: Meanings;
  /** The object of that key, when it is in memory: nothing is noted as missing. */
  entry(key: string): ObjectEntry | undefined;
  readonly tallies: Readonly<Record<MapName, Tally>>;
}

/** `entries` bounds each map. */
export function createMaps(entries: number): Maps {
  const context: MapContext = {
    entries,
    missing: createMissing(),
    namespaces: createInterner(),
    roles: createInterner(),
  };
  const objects = createObjectMap(context);
  const identities = createIdentityMap(context, objects);
  const pairs = createPairMaps(context);
  const names = createNameMaps(context);
  const all: readonly EntryMap[] = [objects, identities, pairs, names];
  const meanings = createMeanings();
  const tallies = createTallies();
  let version = 0;

  function clear(): void {
    version += 1;
    for (const map of all) map.clear();
    meanings.clear();
  }

  return {
    capacity: entries,
    missing: context.missing,
    roles: context.roles,
    meanings,
    entry: objects.entry,
    tallies,
    get version() {
      return version;
    },
    object: (key) => counted(tallies.objects, objects.object(key)),
    parent: (entry) => counted(tallies.objects, objects.parent(entry)),
    identity: (key) => counted(tallies.identities, identities.identity(key)),
    group: (entry, index) => counted(tallies.identities, identities.group(entry, index)),
    pair: (identity, object) => counted(tallies.pairs, pairs.pair(identity, object)),
    reach: (principal, object) => counted(tallies.reaches, pairs.reach(principal, object)),
    role: (number) => counted(tallies.roles, names.role(number)),
    permission: (slug) => counted(tallies.permissions, names.permission(slug)),
    everyPermission: names.everyPermission,
    named: (key) => counted(tallies.names, names.named(key)),
    install(wanted, loaded) {
      // Not that anything changed: what is in memory is to be looked at anew, for room may have been made of it.
      version += 1;
      for (const map of all) map.install(wanted, loaded);
      for (const name of MAP_NAMES) tallies[name].loads += wanted[name].length;
    },
    drop(change) {
      version += 1;
      if (change.kind === 'permission') meanings.clear();
      if (change.kind === 'everything') clear();
      else for (const map of all) map.drop(change);
    },
    clear,
    sizes: () => Object.assign({}, ...all.map((map) => map.sizes())),
  };
}
