// API tokens of service users, and the token that may only make them.
import { type Kysely, sql } from 'kysely';

export const apiTokens = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `create table api_tokens (
    id uuid primary key,
    service_user_id uuid not null references service_users on delete cascade,
    title text not null,
    expires_at timestamptz not null,
    last_used_at timestamptz,
    created_by text not null,
    generation integer not null default 1,
    created_at timestamptz not null,
    mac bytea not null,
    mac_key_id text not null,
    permissions text[] not null,
    resource_namespace text collate "C",
    resource_id text collate "C",
    check ((resource_namespace is null) = (resource_id is null)))`,
  `create index api_tokens_by_service_user on api_tokens (service_user_id)`,
  `create index api_tokens_by_resource on api_tokens (resource_namespace, resource_id) where resource_id is not null`,
  `create index api_tokens_by_permission on api_tokens using gin (permissions)`,
  `create table admin_tokens (
    id uuid primary key,
    mac bytea not null,
    mac_key_id text not null,
    last_used_at timestamptz,
    created_at timestamptz not null)`,
  // There is one or none.
  `create unique index admin_tokens_one on admin_tokens ((true))`,
];
