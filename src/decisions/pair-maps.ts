// What is too large to hold whole, one (principal, object) at a time: grants of wide identities, and reach through very many groups.
import { LRUCache } from 'lru-cache';
import type { EntryMap, MapContext } from './entry-map.js';
import { identityOf, type Missing, pairKey } from './missing.js';
import { OWNER, packGrants } from './packed-grants.js';
import type { Loaded, Pair, Wanted } from './store.js';
import type { ObjectEntry, ReachEntry } from './view.js';

export interface PairMaps extends EntryMap {
  pair(identity: string, object: ObjectEntry): Int32Array | undefined;
  reach(principal: string, object: ObjectEntry): ReachEntry | undefined;
}

const NO_GRANTS = new Int32Array(0);
const NO_REACH: ReachEntry = { inside: false, grants: [] };

export function createPairMaps(context: MapContext): PairMaps {
  const { entries, missing, roles } = context;
  const pairs = new LRUCache<string, Int32Array>({ max: entries });
  const reaches = new LRUCache<string, ReachEntry>({ max: entries });

  function installReaches(wanted: Wanted, loaded: Loaded): void {
    for (const { principal, object } of wanted.reaches) reaches.set(pairKey(principal, object), NO_REACH);
    for (const { principal, object, inside, grants } of loaded.reaches) {
      const reached = grants.map(({ policyId, roleId, group }) => ({
        policyId,
        role: roleId === null ? OWNER : roles.number(roleId),
        group,
      }));
      reaches.set(pairKey(principal, object), { inside, grants: reached });
    }
  }

  return {
    pair: (identity, object) => find(pairs, missing.pairs, { principal: identity, object: object.key }),
    reach: (principal, object) => find(reaches, missing.reaches, { principal, object: object.key }),
    install(wanted, loaded) {
      for (const { principal, object } of wanted.pairs) pairs.set(pairKey(principal, object), NO_GRANTS);
      for (const { principal, object, grants } of loaded.pairs)
        pairs.set(pairKey(principal, object), packGrants(grants, context));
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
    sizes: () => ({ pairs: pairs.size, reaches: reaches.size }),
  };
}

function find<Entry extends object>(
  map: LRUCache<string, Entry>,
  missing: Missing['pairs'],
  pair: Pair,
): Entry | undefined {
  const key = pairKey(pair.principal, pair.object);
  const entry = map.get(key);
  if (entry === undefined) missing.set(key, pair);
  return entry;
}

function isOfGroup(kind: string, key: string): boolean {
  if (kind === 'grant') return identityOf(key).startsWith('app/group:');
  return kind === 'object' && (key.startsWith('app/group:') || key.startsWith('app/organization:'));
}
