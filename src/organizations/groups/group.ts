// Groups: principals made of others. What a group is granted, each of its members has.
import type { PrincipalRef } from '../../kernel/principal.js';
import type { State } from '../../storage/index.js';
import type { Metadata } from '../organization.js';

export interface Group {
  readonly id: string;
  /** Unique within the organization and fixed. */
  readonly name: string;
  readonly title: string;
  readonly orgId: string;
  readonly metadata: Metadata;
  readonly state: State;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What an update replaces. */
export type GroupDetails = Pick<Group, 'title' | 'metadata'>;

/** How requests name a group: by its id, and, to be checked if given, by the id or name of its organization. */
export interface GroupKey {
  readonly id: string;
  readonly organization?: string | undefined;
}

/** A principal to put into a group. */
export interface NamedMember {
  readonly ref: PrincipalRef;
  /** Where the request names it, e.g. `members[2]`. */
  readonly field: string;
}

/** A role that a policy grants to a user on the group itself. */
export interface GrantedRole {
  readonly userId: string;
  readonly role: GroupRole;
}

export interface GroupRole {
  readonly id: string;
  /** Undefined for a role of the platform. */
  readonly orgId: string | undefined;
  readonly name: string;
  readonly title: string;
  readonly permissions: readonly string[];
  readonly scopes: readonly string[];
  readonly metadata: Metadata;
  readonly state: State;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
