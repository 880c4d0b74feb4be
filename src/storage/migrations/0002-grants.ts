// Permissions, roles, policies and platform members.
import { type Kysely, sql } from 'kysely';

export const grants = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const COMMON = `
  title text not null default '',
  metadata jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null`;

const STATEMENTS = [
  `create table permissions (
    id uuid primary key,
    slug text not null unique,
    namespace text not null,
    name text not null,
    built_in boolean not null default false,
    ${COMMON})`,
  `create index permissions_by_namespace on permissions (namespace)`,
  `create table roles (
    id uuid primary key,
    org_id uuid references organizations on delete cascade,
    name text not null,
    permissions text[] not null,
    scopes text[] not null default '{}',
    state text not null default 'enabled' check (state in ('enabled', 'disabled')),
    built_in boolean not null default false,
    ${COMMON})`,
  // The nil UUID stands for the platform, so that two platform roles cannot share a name either.
  `create unique index roles_name_key on roles (coalesce(org_id, '00000000-0000-0000-0000-000000000000'), name)`,
  `create index roles_by_permission on roles using gin (permissions)`,
  `create table policies (
    id uuid primary key,
    role_id uuid references roles,
    resource_namespace text collate "C" not null,
    resource_id text collate "C" not null,
    principal_namespace text not null,
    principal_id uuid not null,
    ${COMMON})`,
  // By principal for grants(principal), by resource for those who hold something at it; either also finds a pair. Lookups page
  // through what a principal holds of one type, and through the principals of one kind at a resource: both in the order of ids,
  // which the text of UUIDs has under the collation "C".
  `create unique index policies_key on policies
    (principal_id, principal_namespace, resource_namespace, resource_id,
     coalesce(role_id, '00000000-0000-0000-0000-000000000000')) include (role_id)`,
  `create index policies_by_resource on policies
    (resource_id, resource_namespace, principal_namespace, principal_id) include (role_id)`,
  `create index policies_by_role on policies (role_id)`,
  `create table platform_members (
    principal_namespace text not null,
    principal_id uuid not null,
    relation text not null check (relation in ('admin', 'member')),
    created_at timestamptz not null,
    primary key (principal_id, principal_namespace, relation))`,
];
