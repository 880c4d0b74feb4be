// Organizations, projects, groups and their members, users, resources.
import { type Kysely, sql } from 'kysely';

export const tree = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const COMMON = `
  title text not null default '',
  metadata jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null`;

const STATE = `state text not null default 'enabled' check (state in ('enabled', 'disabled'))`;

const STATEMENTS = [
  `create table organizations (
    id uuid primary key,
    name text not null unique,
    avatar text not null default '',
    generation integer not null default 1,
    ${STATE}, ${COMMON})`,
  `create table projects (
    id uuid primary key,
    name text not null unique,
    org_id uuid not null references organizations on delete cascade,
    ${STATE}, ${COMMON})`,
  `create index projects_by_organization on projects (org_id, id)`,
  `create table groups (
    id uuid primary key,
    name text not null,
    org_id uuid not null references organizations on delete cascade,
    ${STATE}, ${COMMON},
    constraint groups_name_key unique (org_id, name))`,
  `create index groups_by_organization on groups (org_id, id)`,
  `create table group_members (
    group_id uuid not null references groups on delete cascade,
    member_namespace text not null,
    member_id uuid not null,
    created_at timestamptz not null,
    primary key (group_id, member_namespace, member_id))`,
  `create index group_members_by_member on group_members (member_id, member_namespace, group_id)`,
  `create table users (
    id uuid primary key,
    name text not null unique,
    email text not null unique,
    avatar text not null default '',
    generation integer not null default 1,
    ${STATE}, ${COMMON})`,
  `create table resources (
    id uuid primary key,
    namespace text not null,
    name text not null,
    urn text not null unique,
    project_id uuid not null references projects on delete cascade,
    parent_id uuid references resources on delete cascade,
    ${COMMON})`,
  // Lookups page through each of these by id.
  `create index resources_by_project on resources (project_id, namespace, id)`,
  `create index resources_by_type on resources (namespace, id)`,
  `create index nested_resources on resources (namespace, project_id, id) where parent_id is not null`,
  `create index resources_by_parent on resources (parent_id, id) where parent_id is not null`,
];
