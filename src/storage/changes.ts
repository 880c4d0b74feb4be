// What a write transaction says it touched: the rows of the change feed.

/**
 * The kinds of change and what their keys name, so that a follower can drop exactly what is stale:
 * - `object`      `namespace:id` made, removed, moved, enabled or disabled (principals are objects too)
 * - `name`        `namespace:name` now names another object, or none
 * - `member`      `principal|group` joined or left, both as `namespace:id`
 * - `grant`       `principal|resource` a policy was made or removed, both as `namespace:id`
 * - `role`        id: its permissions or state changed, or it is gone
 * - `permission`  slug: defined or removed
 * - `platform`    `namespace:id` became or ceased to be a platform administrator or member
 * - `credential`  id: made, removed, or expiring at another time
 * - `signing_key` kid: made or in another state
 * - `revocation`  what no longer counts, in full, as `encodeRevoked` writes it
 * - `everything`  too much to name: drop all, but for revocations, which are always told
 */
export type ChangeKind =
  | 'object'
  | 'name'
  | 'member'
  | 'grant'
  | 'role'
  | 'permission'
  | 'platform'
  | 'credential'
  | 'signing_key'
  | 'revocation'
  | 'everything';

export interface Change {
  readonly kind: ChangeKind;
  readonly key: string;
}

/** More changes than this in one transaction are told as `everything`, besides its revocations. */
export const CHANGES_PER_TRANSACTION = 20_000;

/** Something kept in memory that changes make stale. */
export interface ChangeFollower {
  /** Drops exactly what the change makes stale. */
  drop(change: Change & { readonly revision: number }): void;
  /** Drops everything: which changes there were is not known. */
  clear(): void;
}
