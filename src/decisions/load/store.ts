// The port through which decisions read the store.
import type { Change } from '../../storage/index.js';
import type { GrantRow } from '../engine/packed-grants.js';

/** What one load asks for; every key is `namespace:id` of a UUID (names: `namespace:name`, or `urn:URN`). */
export interface Wanted {
  /** Answered with their ancestors up to the organization. */
  readonly objects: readonly string[];
  /** Answered with the groups above them, as far as these are few. */
  readonly identities: readonly string[];
  readonly pairs: readonly Pair[];
  readonly reaches: readonly Pair[];
  /** Role ids. */
  readonly roles: readonly string[];
  /** Slugs. */
  readonly permissions: readonly string[];
  readonly names: readonly string[];
  /** Wants every defined permission, besides those named. */
  readonly everyPermission: boolean;
}

/** A principal or group, and an object. */
export interface Pair {
  readonly principal: string;
  readonly object: string;
}

/** More direct groups or grants than these and an identity is told as wide. */
export const MAX_GROUPS = 64;
export const MAX_GRANTS = 256;

export interface ObjectRow {
  readonly key: string;
  readonly parent: string | undefined;
  readonly enabled: boolean;
}

export interface IdentityRow {
  readonly key: string;
  /** Undefined: more than MAX_GROUPS. */
  readonly groups: readonly string[] | undefined;
  /** Undefined: more than MAX_GRANTS. */
  readonly grants: readonly GrantRow[] | undefined;
  readonly platform: 'admin' | 'member' | undefined;
}

export interface ReachRow extends Pair {
  readonly inside: boolean;
  readonly grants: readonly (GrantRow & { readonly group: string })[];
}

export interface RoleRow {
  readonly id: string;
  readonly permissions: readonly string[];
}

export interface PermissionRow {
  readonly slug: string;
  readonly namespace: string;
}

export interface RevisedChange extends Change {
  readonly revision: number;
}

/** What has changed since a revision, and what the store's newest was when that was read. */
export interface ChangesSince {
  readonly revision: number;
  /** In the order of their revisions; undefined: too many, or no longer kept, so that everything may have changed. */
  readonly changes: readonly RevisedChange[] | undefined;
}

/** One consistent snapshot. What was wanted and is not answered does not exist. */
export interface Loaded extends ChangesSince {
  readonly objects: readonly ObjectRow[];
  readonly identities: readonly IdentityRow[];
  readonly pairs: readonly (Pair & { readonly grants: readonly GrantRow[] })[];
  readonly reaches: readonly ReachRow[];
  readonly roles: readonly RoleRow[];
  readonly permissions: readonly PermissionRow[];
  /** Name keys to object ids. */
  readonly names: readonly { readonly key: string; readonly id: string }[];
}

export interface DecisionStore {
  /** All of `wanted` and the changes after `since`, in one statement, so that all of it is of one revision. */
  load(wanted: Wanted, since: number): Promise<Loaded>;
  /** The changes after `since`, in one statement. */
  changesSince(since: number): Promise<ChangesSince>;
  /** Every role there is: read once at the start. */
  residents(): Promise<Pick<Wanted, 'roles'>>;
}
