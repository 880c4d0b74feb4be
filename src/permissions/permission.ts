// A permission: a verb on a type of object.
import type { PermissionName } from './permission-name.js';

export interface Permission extends PermissionName {
  /** UUID. */
  readonly id: string;
  /** `compute_order_get`: unique, and what roles list. */
  readonly slug: string;
  readonly title: string;
  readonly metadata: Record<string, unknown>;
  readonly builtIn: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What is said about a permission besides its name. */
export interface PermissionDescription {
  readonly title: string;
  readonly metadata: Record<string, unknown>;
}

export interface PermissionDraft extends PermissionName, PermissionDescription {
  /** Id for the permission, should it be new. */
  readonly id: string;
}
