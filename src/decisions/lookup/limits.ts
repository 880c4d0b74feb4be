// How much of the store one look of a lookup reads before it goes on with something coarser.

export interface LookupLimits {
  /** Groups that a principal is in, or that hold something at an object; more, and everyone's are candidates. */
  readonly groups: number;
  /** Policies at organizations and projects, or policies of groups at an object. */
  readonly policies: number;
  /** Policies at resources that others may lie below. */
  readonly folders: number;
  /** Resources below such folders that are listed one by one. */
  readonly subtree: number;
  /** Rows read by id, shared by all places that they are read from, */
  readonly rows: number;
  /** but at least so many of each. */
  readonly rowsOfPlace: number;
}

export const LOOKUP_LIMITS: LookupLimits = {
  groups: 5_000,
  policies: 10_000,
  folders: 10_000,
  subtree: 2_000,
  rows: 10_000,
  rowsOfPlace: 4,
};
