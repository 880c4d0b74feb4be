// The read-through maps together: bounded, filled by loads, emptied entry by entry by the change feed. All entries are of one revision.
import type { EntryMap, MapContext } from './entry-map.js';
import { createIdentityMap } from './identity-map.js';
import { createInterner, type Interner } from './interner.js';
import { createMissing, type Missing } from './missing.js';
import { createNameMaps, type NameMaps } from './name-maps.js';
import { createObjectMap } from './object-map.js';
import { createPairMaps } from './pair-maps.js';
import type { View } from './view.js';

export interface Maps extends View, EntryMap, Pick<NameMaps, 'permission' | 'everyPermission' | 'named'> {
  /** The most entries that each map holds. */
  readonly capacity: number;
  /** What was asked for and is not loaded. */
  readonly missing: Missing;
  readonly roles: Interner;
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
  const identities = createIdentityMap(context);
  const pairs = createPairMaps(context);
  const names = createNameMaps(context);
  const all: readonly EntryMap[] = [objects, identities, pairs, names];

  function clear(): void {
    for (const map of all) map.clear();
  }

  return {
    capacity: entries,
    missing: context.missing,
    roles: context.roles,
    object: objects.object,
    identity: identities.identity,
    pair: pairs.pair,
    reach: pairs.reach,
    role: names.role,
    permission: names.permission,
    everyPermission: names.everyPermission,
    named: names.named,
    install(wanted, loaded) {
      for (const map of all) map.install(wanted, loaded);
    },
    drop(change) {
      if (change.kind === 'everything') clear();
      else for (const map of all) map.drop(change);
    },
    clear,
    sizes: () => Object.assign({}, ...all.map((map) => map.sizes())),
  };
}
