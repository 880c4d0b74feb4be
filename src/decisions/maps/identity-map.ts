// What principals and groups are in and hold of their own, by key.
import { packGrants, sieveOf } from '../engine/packed-grants.js';
import { type IdentityEntry, WIDE } from '../engine/view.js';
import type { IdentityRow, ObjectRow } from '../load/store.js';
import type { EntryMap, MapContext } from './entry-map.js';
import { createKeyTable, type Kept } from './key-table.js';
import { identityOf } from './missing.js';
import type { ObjectMap } from './object-map.js';

export interface IdentityMap extends EntryMap {
  identity(key: string): IdentityEntry | undefined;
  group(entry: IdentityEntry, index: number): IdentityEntry | undefined;
}

interface Entry extends IdentityEntry, Kept {
  readonly key: string;
  /** A key gives way to the entry once it was looked up: most decisions go through groups, and this saves finding each by its key. */
  readonly groups: (string | Entry)[] | typeof WIDE;
}

const NOTHING = { groups: [], grants: [], platform: undefined };

export function createIdentityMap(context: MapContext, objects: Pick<ObjectMap, 'known' | 'entryOf'>): IdentityMap {
  const { entries, missing } = context;
  const identities = createKeyTable<Entry>(entries);
  /** What was asked for by its key last: a decision asks for its principal twice. */
  let last: Entry | undefined;

  /** One text for all that are equal: a group's key would else be kept once for every member. */
  function keep(key: string): string {
    return objects.known(key) ?? key;
  }

  function entryOf({ key, groups, grants, platform }: IdentityRow, object: ObjectRow | undefined): Entry {
    const packed = grants === undefined ? WIDE : packGrants(grants, context);
    const { sieve0, sieve1, sieve2, sieve3 } = sieveOf(packed === WIDE ? '' : packed);
    return {
      key: keep(key),
      object: object === undefined ? null : objects.entryOf(object),
      groups: groups?.map(keep) ?? WIDE,
      grants: packed,
      sieve0,
      sieve1,
      sieve2,
      sieve3,
      platform,
      recent: false,
      gone: false,
      previous: undefined,
      next: undefined,
    };
  }

  function identity(key: string): Entry | undefined {
    if (last !== undefined && last.key === key && !last.gone && last.recent) return last;
    last = identities.get(key);
    if (last === undefined) missing.identities.add(key);
    return last;
  }

  return {
    identity,
    group: ({ groups }, index) => groupOf(groups as (string | Entry)[], index, identity),
    install(wanted, loaded) {
      // Every load brings the objects that identities are along with them.
      const rows = new Map(loaded.objects.map((row) => [row.key, row]));
      for (const key of wanted.identities) identities.set(entryOf({ key, ...NOTHING }, rows.get(key)));
      for (const row of loaded.identities) identities.set(entryOf(row, rows.get(row.key)));
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

function groupOf(
  groups: (string | Entry)[],
  index: number,
  identity: (key: string) => Entry | undefined,
): Entry | undefined {
  const known = groups[index] as string | Entry;
  if (typeof known !== 'string' && !known.gone) {
    if (!known.recent) known.recent = true;
    return known;
  }
  const key = typeof known === 'string' ? known : known.key;
  const found = identity(key);
  // What is gone would be kept in memory by who points to it.
  groups[index] = found ?? key;
  return found;
}
