// Rows of the change feed.

export interface ChangeRow {
  /** bigint, read as text. */
  revision: string;
  kind: string;
  key: string;
}

export interface ChangeTables {
  changes: ChangeRow;
}
