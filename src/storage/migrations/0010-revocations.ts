// What was ended before its time, for as long as a token that it ends could still be presented; an outbox at the same time.
import { type Kysely, sql } from 'kysely';

export const revocations = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `create table revocations (
    kind text not null check (kind in ('token', 'credential', 'principal', 'organization', 'signing_key')),
    key text not null,
    generation integer not null check (generation > 0),
    expires_at timestamptz not null,
    cause text not null,
    revision bigint not null default 0,
    published boolean not null default false,
    created_at timestamptz not null default clock_timestamp(),
    primary key (kind, key))`,
  `create index revocations_by_expiry on revocations (expires_at)`,
  `create index revocations_by_revision on revocations (revision)`,
  `create index revocations_unpublished on revocations (created_at) where not published`,
];
