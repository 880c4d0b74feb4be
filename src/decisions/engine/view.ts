// What a decision may look at: entries of memory, each there, known to be absent, or not loaded yet.
import type { PackedGrants, Sieve } from './packed-grants.js';
import type { UuidWords } from './uuid-words.js';

/** A node of the tree, a principal included; the words are those of its id. */
export interface ObjectEntry extends UuidWords {
  /** `namespace:id`. */
  readonly key: string;
  readonly namespace: string;
  /** The namespace's number in packed grants. */
  readonly namespaceNumber: number;
  /** The key of the parent; undefined for the platform and for users. */
  readonly parent: string | undefined;
  readonly enabled: boolean;
}

/** Too many to hold whole: asked pair by pair. */
export const WIDE: unique symbol = Symbol('wide');

/** What one identity, a principal or a group, is in and holds of its own; the sieve is that of its grants, unless they are WIDE. */
export interface IdentityEntry extends Sieve {
  /** `namespace:id`. */
  readonly key: string;
  /** The principal or group itself; null: there is none. */
  readonly object: ObjectEntry | null;
  /** The groups it is in directly: keys, or entries that were looked up by them before. For `View.group` to read. */
  readonly groups: readonly (string | IdentityEntry)[] | typeof WIDE;
  readonly grants: PackedGrants | typeof WIDE;
  readonly platform: 'admin' | 'member' | undefined;
}

/** What a principal in very many groups holds at one object through any of them. */
export interface ReachEntry {
  /** For a group: whether the principal is in it. */
  readonly inside: boolean;
  readonly grants: readonly ReachedGrant[];
}

export interface ReachedGrant {
  readonly policyId: string;
  /** The role's number, or OWNER. */
  readonly role: number;
  /** The group that holds the policy. */
  readonly group: string;
}

export interface RoleEntry {
  readonly id: string;
  readonly permissions: ReadonlySet<string>;
}

/**
 * Entries as of one revision. `null`: known not to exist. `undefined`: not loaded; the view has noted it as missing,
 * and whoever asked goes on, so that one load fetches all that is missing.
 */
export interface View {
  /** Another one whenever an entry came, changed or went: what was worked out from entries holds for as long as it is the same. */
  readonly version: number;
  object(key: string): ObjectEntry | null | undefined;
  /** What an object lies in, which must have a parent; the same as by its key, and faster. */
  parent(entry: ObjectEntry): ObjectEntry | null | undefined;
  identity(key: string): IdentityEntry | undefined;
  /** The group that an identity lists at `index`; the same as by its key, and faster. */
  group(entry: IdentityEntry, index: number): IdentityEntry | undefined;
  /** The grants of an identity whose own are WIDE, at one object. */
  pair(identity: string, object: ObjectEntry): PackedGrants | undefined;
  reach(principal: string, object: ObjectEntry): ReachEntry | undefined;
  role(number: number): RoleEntry | null | undefined;
}
