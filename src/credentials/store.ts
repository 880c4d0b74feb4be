// The port to service users.
import type { State, Written } from '../storage/index.js';
import type { ServiceUser } from './service-user.js';

export interface NewServiceUser {
  readonly id: string;
  readonly organizationId: string;
  readonly title: string;
  readonly metadata: Record<string, unknown>;
  readonly now: number;
  /** Id for the policy that grants `app_organization_viewer` at the organization. */
  readonly policyId: string;
}

export interface ServiceUserStore {
  /**
   * Adds an enabled service user with `app_organization_viewer` at its organization. Throws not_found when the organization is
   * gone and failed_precondition when it is disabled; both hold until the write is done.
   */
  create(serviceUser: NewServiceUser): Promise<Written<ServiceUser>>;

  /** Undefined when there is none of that id. */
  find(id: string): Promise<ServiceUser | undefined>;

  /** All of an organization's, those in `state` only when it is given; by creation, then id. */
  list(organizationId: string, state?: State): Promise<readonly ServiceUser[]>;

  /**
   * Sets the state; undefined when there is none of that id. A change of state ends every token handed out before;
   * without a change nothing is written.
   */
  setState(id: string, state: State, now: number): Promise<Written<ServiceUser | undefined>>;

  /**
   * Removes it with its secrets, keys and API tokens and whatever names it: policies, memberships, platform relations. False when there
   * was none.
   */
  delete(id: string): Promise<Written<boolean>>;
}
