// Assertions that were used, so that none is used twice.
import { type Kysely, sql } from 'kysely';

export const usedAssertions = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create table used_assertions (
      credential_id uuid not null,
      jti_digest bytea not null,
      expires_at timestamptz not null,
      primary key (credential_id, jti_digest))`.execute(db);
    await sql`create index used_assertions_by_expiry on used_assertions (expires_at)`.execute(db);
  },
};
