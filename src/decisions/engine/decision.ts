// A question, its answer, and the closed set of reasons for a denial.
import type { Narrowing } from '../../kernel/principal.js';

/** May this principal do this to that? Names are resolved, the permission is a defined slug. */
export interface Question {
  /** `app/user:ID`, `app/serviceuser:ID` or `app/group:ID`. */
  readonly principal: string;
  /** `compute_order_get`; `app_platform_superuser` and `app_platform_check` exist on the platform alone. */
  readonly permission: string;
  /** `namespace:id`. */
  readonly object: string;
  /** Of the token by which the principal asks about itself; undefined: none. */
  readonly narrowing?: Narrowing | undefined;
}

/** Why not: the first that fits, in the order of decision rule 11 behind the token that stands for no principal. */
export type DenialReason =
  | 'token_refused'
  | 'principal_disabled'
  | 'resource_unknown'
  | 'organization_disabled'
  | 'project_disabled'
  | 'token_not_permitted'
  | 'no_grant';

export type Outcome = 'allowed' | DenialReason;

export interface Decision {
  readonly outcome: Outcome;
  /** The state of the store that was decided on. */
  readonly revision: string;
}
