// What is too large to hold whole, one (principal, object) at a time: grants of wide identities, and reach through very many groups.

import { OWNER, type PackedGrants, packGrants } from '../engine/packed-grants.js';
import type { ObjectEntry, ReachEntry } from '../engine/view.js';
import type { Loaded, Pair, Wanted } from '../load/store.js';
import type { EntryMap, MapContext } from './entry-map.js';
import { identityOf, type Missing, pairKey } from './missing.js';
import { createRecentMap, type Marked, type RecentMap } from './recent-map.js';

export interface PairMaps extends EntryMap {
  pair(identity: string, object: ObjectEntry): PackedGrants | undefined;
  reach(principal: string, object: ObjectEntry): ReachEntry | undefined;
}

interface PairEntry extends Marked {
  readonly grants: PackedGrants;
}

export function createPairMaps(context: MapContext): PairMaps {
  const { entries, missing, roles } = context;
  const pairs = createRecentMap<PairEntry>(entries);
  const reaches = createRecentMap<ReachEntry & Marked>(entries);

  function installReaches(wanted: Wanted, loaded: Loaded): void {
    for (const { principal, object } of wanted.reaches)
      reaches.set(pairKey(principal, object), { inside: false, grants: [], recent: false });
    for (const { principal, object, inside, grants } of loaded.reaches) {
      const reached = grants.map(({ policyId, roleId, group }) => ({
        policyId,
        role: roleId === null ? OWNER : roles.number(roleId),
        group,
      }));
      reaches.set(pairKey(principal, object), { inside, grants: reached, recent: false });
    }
  }

  return {
    pair: (identity, object) => find(pairs, missing.pairs, { principal: identity, object: object.key })?.grants,
    reach: (principal, object) => find(reaches, missing.reaches, { principal, object: object.key }),
    install(wanted, loaded) {
      for (const { principal, object } of wanted.pairs)
        pairs.set(pairKey(principal, object), { grants: '', recent: false });
      for (const { principal, object, grants } of loaded.pairs)
        pairs.set(pairKey(principal, object), { grants: packGrants(grants, context), recent: false });
      installReaches(wanted, loaded);
    },
    drop({ kind, key }) {
      if (kind === 'grant') pairs.delete(key);
      // Reach goes through groups of groups: any of these may be on the way, and which one is not kept.
      if (kind === 'member' || isOfGroup(kind, key)) reaches.clear();
    },
    clear() {
      pairs.clear();
      reaches.clear();
    },
    sizes: () => ({ pairs: pairs.size(), reaches: reaches.size() }),
  };
}

function find<Entry extends Marked>(map: RecentMap<Entry>, missing: Missing['pairs'], pair: Pair): Entry | undefined {
  const key = pairKey(pair.principal, pair.object);
  const entry = map.get(key);
  if (entry === undefined) missing.set(key, pair);
  return entry;
}

function isOfGroup(kind: string, key: string): boolean {
  if (kind === 'grant') return identityOf(key).startsWith('app/group:');
  return kind === 'object' && (key.startsWith('app/group:') || key.startsWith('app/organization:'));
}
