// Rows of the change feed.
import type { ColumnType } from 'kysely';

export interface ChangeRow {
  /** bigint, read as text. */
  revision: string;
  kind: string;
  key: string;
  /** By the database's own clock. */
  created_at: ColumnType<Date, never, never>;
}

export interface ChangeTables {
  changes: ChangeRow;
}
