// Signing keys get the times that decide what each of them does.
import { type Kysely, sql } from 'kysely';

export const keyRotation = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `alter table signing_keys
    add column activates_at timestamptz,
    add column retires_at timestamptz,
    add column retired_at timestamptz`,
  `update signing_keys set activates_at = created_at`,
  `alter table signing_keys alter column activates_at set not null`,
  // What a key does follows from its times; a state beside them could contradict them.
  `drop index signing_keys_one_current`,
  `alter table signing_keys drop column state`,
  // Every key has a successor, and thus an end, but the last.
  `create unique index signing_keys_one_last on signing_keys ((retires_at is null))
    where retires_at is null and retired_at is null`,
];
