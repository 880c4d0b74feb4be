// Rows of what may be granted and what is: permissions, roles, policies, platform members.
import type { Generated } from 'kysely';
import type { Json, State, Time } from './organizations.js';

export interface PermissionRow {
  id: string;
  /** `compute_order_get`. */
  slug: string;
  /** `compute/order`. */
  namespace: string;
  /** The verb, `get`. */
  name: string;
  title: string;
  metadata: Json;
  built_in: boolean;
  created_at: Time;
  updated_at: Time;
}

export interface RoleRow {
  id: string;
  /** Null for a platform role, which any organization may use. */
  org_id: string | null;
  name: string;
  title: string;
  /** Slugs. */
  permissions: string[];
  scopes: string[];
  metadata: Json;
  state: Generated<State>;
  built_in: boolean;
  created_at: Time;
  updated_at: Time;
}

export interface PolicyRow {
  id: string;
  /** Null for the owner of a resource: every permission of the types at and below it. */
  role_id: string | null;
  resource_namespace: string;
  resource_id: string;
  principal_namespace: string;
  principal_id: string;
  title: string;
  metadata: Json;
  created_at: Time;
  updated_at: Time;
}

export interface PlatformMemberRow {
  principal_namespace: string;
  principal_id: string;
  relation: 'admin' | 'member';
  created_at: Time;
}

export interface PermissionTables {
  permissions: PermissionRow;
  roles: RoleRow;
  policies: PolicyRow;
  platform_members: PlatformMemberRow;
}
