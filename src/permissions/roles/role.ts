// A role: a named set of permissions, of the platform or of one organization.
import type { State } from '../../storage/index.js';

/** What may be said about a role and changed later. */
export interface RoleDescription {
  /** Slugs, sorted. */
  readonly permissions: readonly string[];
  readonly title: string;
  /** Namespaces of the objects it is meant for; only lists filter by it. */
  readonly scopes: readonly string[];
  readonly metadata: Record<string, unknown>;
}

export interface Role extends RoleDescription {
  /** UUID. */
  readonly id: string;
  /** Null for a role of the platform. */
  readonly orgId: string | null;
  readonly name: string;
  readonly state: State;
  readonly builtIn: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface RoleDraft extends RoleDescription {
  readonly id: string;
  readonly orgId: string | null;
  readonly name: string;
}

export interface RoleFilter {
  /** Null: the platform's roles. */
  readonly orgId: string | null;
  /** Undefined: both. */
  readonly state?: State | undefined;
  /** Roles meant for at least one of these; empty: all. */
  readonly scopes: readonly string[];
}
