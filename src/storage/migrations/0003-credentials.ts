// Service users, their secrets and keys, and the service's signing keys.
import { type Kysely, sql } from 'kysely';

export const credentials = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const CREDENTIAL = `
  id uuid primary key,
  service_user_id uuid not null references service_users on delete cascade,
  title text not null default '',
  expires_at timestamptz,
  last_used_at timestamptz,
  created_by text not null,
  generation integer not null default 1,
  created_at timestamptz not null`;

const STATEMENTS = [
  `create table service_users (
    id uuid primary key,
    org_id uuid references organizations on delete cascade,
    title text not null default '',
    metadata jsonb not null default '{}',
    state text not null default 'enabled' check (state in ('enabled', 'disabled')),
    generation integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null)`,
  `create index service_users_by_organization on service_users (org_id, id)`,
  `create table secrets (${CREDENTIAL}, mac bytea not null, mac_key_id text not null)`,
  `create index secrets_by_service_user on secrets (service_user_id)`,
  `create table keys (${CREDENTIAL}, algorithm text not null, public_jwk jsonb not null)`,
  `create index keys_by_service_user on keys (service_user_id)`,
  `create table signing_keys (
    kid text primary key,
    algorithm text not null,
    public_jwk jsonb not null,
    sealed bytea not null,
    seal_key_id text not null,
    state text not null check (state in ('next', 'current', 'retiring', 'retired')),
    created_at timestamptz not null)`,
  `create unique index signing_keys_one_current on signing_keys (state) where state in ('next', 'current')`,
];
