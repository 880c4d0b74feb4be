// Rows of what was revoked.
import type { ColumnType, Generated } from 'kysely';

export interface RevocationRow {
  kind: 'token' | 'credential' | 'principal' | 'organization' | 'signing_key';
  key: string;
  /** Tokens that carry an older one are ended. */
  generation: number;
  expires_at: Date;
  /** Which call or command ended it. */
  cause: string;
  /** bigint, read as text; the revision of the write that recorded or raised it. */
  revision: ColumnType<string, number | string | undefined, number | string>;
  /** Whether it was handed to Redis. */
  published: Generated<boolean>;
  created_at: ColumnType<Date, never, never>;
}

export interface RevocationTables {
  revocations: RevocationRow;
}
