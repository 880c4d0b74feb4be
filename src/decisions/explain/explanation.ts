// Everything a decision looked at: the grants that allow, the way up, and what would have been enough.
import type { Outcome } from '../engine/decision.js';

/** One grant that allows. */
export interface Because {
  /** Empty for who allows without a policy: administrators and members of the platform, and members of the group asked about. */
  readonly policyId: string;
  /** Empty for the owner of a resource, too. */
  readonly roleId: string;
  /** Where it was granted, `namespace:id`. */
  readonly resource: string;
  /** To whom it was granted: the principal asked about, or a group. */
  readonly principal: string;
  /** The groups from the principal up to the one that holds the grant; only that one when there are too many to walk. */
  readonly groups: readonly string[];
}

/** A grant at an object on the way, whether it allows or not. */
export interface ConsideredGrant extends Because {
  /** Whether it gives the permission; a disabled object on the way can still deny. */
  readonly gives: boolean;
}

export interface ConsideredObject {
  readonly resource: string;
  readonly enabled: boolean;
  /** None when the principal does not count. */
  readonly grants: readonly ConsideredGrant[];
}

/** A permission that, held at that object, would have been enough. */
export interface SufficientPermission {
  readonly permission: string;
  readonly resource: string;
}

export interface Explained {
  readonly outcome: Outcome;
  /** Every grant that allows; none for a denial. */
  readonly because: readonly Because[];
  /** The object, then those above it; none when it is not there. */
  readonly considered: readonly ConsideredObject[];
  /** For `no_grant`, nearest first. */
  readonly wouldSuffice: readonly SufficientPermission[];
}
