// What the database refused, told apart by its constraint; both drivers give Postgres's own codes.

import { FrontierError } from '../kernel/errors.js';

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

/** Errors of sockets, and what pg says without a code. */
const LOST = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND']);
const LOST_MESSAGE = /connection terminated|timeout exceeded when trying to connect|connection ended|not queryable/i;
/** SQLSTATE: connection exceptions (08), shutting down or starting up (57P), too many connections (53300). */
const LOST_STATE = /^(08|57P|53300)/;
/** SQLSTATE: serialization failure, deadlock, lock not available. */
const CONFLICT_STATE = /^(40001|40P01|55P03)$/;

/** The passing troubles of a database, to be tried again: unavailable and aborted; undefined for any other error. */
export function asStorageError(error: unknown): FrontierError | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (LOST.has(code) || LOST_STATE.test(code) || LOST_MESSAGE.test(error.message))
    return new FrontierError('unavailable', 'DATABASE_UNAVAILABLE', 'the database does not answer; try again', {
      cause: error,
      retryAfter: 1,
    });
  if (CONFLICT_STATE.test(code))
    return new FrontierError('aborted', 'WRITE_CONFLICT', 'another write was in the way; try again', { cause: error });
  return undefined;
}
