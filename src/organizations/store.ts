// The port of organizations. Every method is one transaction; `key` is an id or a name.
import type { ObjectRef } from '../kernel/object-ref.js';
import type { State, Written } from '../storage/index.js';
import type { Page, StateFilter } from './input.js';
import type { Creator, Organization, OrganizationDetails } from './organization.js';
import type { NewUser } from './users/user.js';

export interface NewOrganization extends OrganizationDetails {
  readonly id: string;
  readonly name: string;
  readonly now: Date;
  /** Granted `app_organization_owner`, if decision rule 9 lets them hold it. */
  readonly creator?: Creator;
  /** Granted `app_organization_owner`, and made if nobody has the address. */
  readonly owner?: { readonly user: NewUser; readonly policyId: string };
}

export interface OrganizationFilter {
  /**
   * Only enabled ones that this principal holds a policy at, itself or through enabled groups of enabled organizations,
   * and a service user's own. Undefined: all.
   */
  readonly reachableBy: ObjectRef | undefined;
  readonly state: StateFilter;
  /** Undefined: the whole list. */
  readonly page: Page | undefined;
}

export interface OrganizationStore {
  /** Undefined when there is none. */
  get(key: string): Promise<Organization | undefined>;
  /** Those that the whole filter holds for, ordered by creation, then id. */
  list(filter: OrganizationFilter): Promise<readonly Organization[]>;
  /** Adds an enabled one. Throws already_exists (`body.name`). */
  create(organization: NewOrganization): Promise<Written<Organization>>;
  /** Replaces the details. Throws not_found. */
  update(id: string, details: OrganizationDetails & { readonly now: Date }): Promise<Written<Organization>>;
  /** Disabling bumps the generation. No change if the state is that already. Throws not_found. */
  setState(key: string, change: { readonly state: State; readonly now: Date }): Promise<Written<void>>;
  /**
   * Removes it with its projects, their resources, its groups, service users, their credentials and its roles, and every
   * policy, membership and platform relation that names any of them (decision rule 10). Throws not_found.
   */
  delete(key: string): Promise<Written<void>>;
}
