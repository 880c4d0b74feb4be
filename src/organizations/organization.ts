// Organizations: the tenants, one level below the platform.
import type { ObjectRef } from '../kernel/object-ref.js';
import type { State } from '../storage/index.js';

export const ORGANIZATION = 'app/organization';

export type Metadata = Record<string, unknown>;

export interface Organization {
  readonly id: string;
  /** Unique among all organizations and fixed. */
  readonly name: string;
  readonly title: string;
  readonly avatar: string;
  readonly metadata: Metadata;
  readonly state: State;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What an update replaces. */
export type OrganizationDetails = Pick<Organization, 'title' | 'avatar' | 'metadata'>;

/** Who made something, and the id of the policy that makes them its owner. */
export interface Creator {
  readonly principal: ObjectRef;
  readonly policyId: string;
}
