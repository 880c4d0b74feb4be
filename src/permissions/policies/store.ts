// The port for policies, and for what they name.
import type { ObjectRef } from '../../kernel/object-ref.js';
import type { PrincipalRef } from '../../kernel/principal.js';
import type { Written } from '../../storage/index.js';
import type { Home, Place, Policy, PolicyDraft, PolicyFilter } from './policy.js';

export interface PolicyStore {
  /** Where the object lies; organizations and projects may be given by name. Undefined when it is not there. */
  locate(ref: ObjectRef): Promise<Place | undefined>;

  /** Undefined when the principal is not there. */
  homeOf(principal: PrincipalRef): Promise<Home | undefined>;

  /** By `createdAt`, then id. */
  list(filter: PolicyFilter): Promise<readonly Policy[]>;

  find(id: string): Promise<Policy | undefined>;

  /**
   * Makes the policy, or answers the one that has the same role, resource and principal, unchanged. Never leaves a policy that names
   * what is not there: throws not_found when the resource, principal or role is gone.
   */
  create(draft: PolicyDraft, now: Date): Promise<Written<Policy>>;

  /** Throws not_found. */
  remove(id: string): Promise<Written<void>>;
}
