// Rows of the tree: organizations, projects, groups and their members, users, resources.
import type { ColumnType, Generated } from 'kysely';

export type State = 'enabled' | 'disabled';
/** jsonb: an object out, its JSON text in. */
export type Json = ColumnType<Record<string, unknown>, string, string>;
/** timestamptz: a Date both ways. */
export type Time = ColumnType<Date, Date | string, Date | string>;

interface Named {
  id: string;
  title: string;
  metadata: Json;
  state: Generated<State>;
  created_at: Time;
  updated_at: Time;
}

export interface OrganizationRow extends Named {
  name: string;
  avatar: string;
  /** Bumped to invalidate every token of the organization's service users. */
  generation: Generated<number>;
}

export interface ProjectRow extends Named {
  name: string;
  org_id: string;
}

export interface GroupRow extends Named {
  name: string;
  org_id: string;
}

export interface GroupMemberRow {
  group_id: string;
  member_namespace: string;
  member_id: string;
  created_at: Time;
}

export interface UserRow extends Named {
  name: string;
  email: string;
  avatar: string;
  /** Bumped to invalidate every token of the user. */
  generation: Generated<number>;
}

/** The owner is kept as a policy without a role. */
export interface ResourceRow {
  id: string;
  namespace: string;
  name: string;
  urn: string;
  title: string;
  project_id: string;
  parent_id: string | null;
  metadata: Json;
  created_at: Time;
  updated_at: Time;
}

export interface OrganizationTables {
  organizations: OrganizationRow;
  projects: ProjectRow;
  groups: GroupRow;
  group_members: GroupMemberRow;
  users: UserRow;
  resources: ResourceRow;
}
