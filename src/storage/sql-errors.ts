// What the database refused, told apart by its constraint; both drivers give Postgres's own codes.

interface SqlError {
  readonly code: string;
  readonly constraint?: string;
}

/** True when `error` says that a unique constraint of that name would be broken (SQLSTATE 23505). */
export function isDuplicate(error: unknown, constraint?: string): boolean {
  return isSqlError(error, '23505') && (constraint === undefined || error.constraint === constraint);
}

/** True when `error` says that a referenced row is missing or still referenced (SQLSTATE 23503). */
export function isMissingReference(error: unknown): boolean {
  return isSqlError(error, '23503');
}

function isSqlError(error: unknown, code: string): error is SqlError {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
