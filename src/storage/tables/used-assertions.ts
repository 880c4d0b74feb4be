// Rows of assertions that were used, kept until they could not be used again anyway.
import type { Time } from './organizations.js';

export interface UsedAssertionRow {
  /** The key that signed; no reference, the row outlives it. */
  credential_id: string;
  /** SHA-256 of the `jti`. */
  jti_digest: Uint8Array;
  expires_at: Time;
}

export interface UsedAssertionTables {
  used_assertions: UsedAssertionRow;
}
