// Rows of bulk writes that have been made, by the key their callers gave them.
import type { Time } from './organizations.js';

export interface IdempotencyKeyRow {
  key: string;
  /** SHA-256 of what was asked, in hexadecimal. */
  digest: string;
  /** As the write answered it. */
  revision: string;
  applied: number;
  created_at: Time;
}

export interface IdempotencyTables {
  idempotency_keys: IdempotencyKeyRow;
}
