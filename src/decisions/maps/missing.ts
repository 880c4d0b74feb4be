// What a decision found not loaded: noted while it runs, fetched by one load.
import type { Pair, Wanted } from '../load/store.js';

/** Collects what is missing; sets, so that a question asked twice is loaded once. */
export interface Missing {
  readonly objects: Set<string>;
  readonly identities: Set<string>;
  readonly pairs: Map<string, Pair>;
  readonly reaches: Map<string, Pair>;
  readonly roles: Set<string>;
  readonly permissions: Set<string>;
  readonly names: Set<string>;
  /** Holds one item when the list of all permissions is missing. */
  readonly lists: Set<'permissions'>;
}

export function createMissing(): Missing {
  return {
    objects: new Set(),
    identities: new Set(),
    pairs: new Map(),
    reaches: new Map(),
    roles: new Set(),
    permissions: new Set(),
    names: new Set(),
    lists: new Set(),
  };
}

/** Hands over what was noted and starts anew. */
export function takeMissing(missing: Missing): Wanted {
  const wanted = {
    objects: [...missing.objects],
    identities: [...missing.identities],
    pairs: [...missing.pairs.values()],
    reaches: [...missing.reaches.values()],
    roles: [...missing.roles],
    permissions: [...missing.permissions],
    names: [...missing.names],
    everyPermission: missing.lists.size > 0,
  };
  for (const kind of Object.values(missing)) kind.clear();
  return wanted;
}

/** The key of a pair in maps. */
export function pairKey(principal: string, object: string): string {
  return `${principal}|${object}`;
}

/** The principal or group of a pair's key; also of the keys of `member` and `grant` changes. */
export function identityOf(pair: string): string {
  return pair.slice(0, pair.indexOf('|'));
}
