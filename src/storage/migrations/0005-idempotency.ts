// What bulk writes answered, by the key their callers gave them.
import { type Kysely, sql } from 'kysely';

export const idempotency = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create table idempotency_keys (
      key text primary key,
      digest text not null,
      revision text not null,
      applied integer not null,
      created_at timestamptz not null)`.execute(db);
    await sql`create index idempotency_keys_by_age on idempotency_keys (created_at)`.execute(db);
  },
};
