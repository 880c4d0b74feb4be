// The one error type, with a closed set of codes; the doors turn it into gRPC, HTTP and OAuth errors.

/** The canonical RPC codes, as Connect spells them. */
export type ErrorCode =
  | 'canceled'
  | 'unknown'
  | 'invalid_argument'
  | 'deadline_exceeded'
  | 'not_found'
  | 'already_exists'
  | 'permission_denied'
  | 'resource_exhausted'
  | 'failed_precondition'
  | 'aborted'
  | 'out_of_range'
  | 'unimplemented'
  | 'internal'
  | 'unavailable'
  | 'data_loss'
  | 'unauthenticated';

/** One thing wrong with one field; `field` is its path as on the wire, e.g. `body.org_id` or `members[2]`. */
export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

export interface ErrorOptions {
  /** Of very many the first are told. */
  readonly violations?: readonly FieldViolation[];
  /** Kept for the log, never sent. */
  readonly cause?: unknown;
  /** Seconds after which a retry may succeed. */
  readonly retryAfter?: number;
}

/** Errors travel in headers, of which stock clients take 8 KiB. */
const MOST_VIOLATIONS = 16;

/**
 * What an operation throws. `reason` is a stable UPPER_SNAKE_CASE code (google.rpc.ErrorInfo.reason) and `message` is public:
 * it names fields and accepted values, never secrets, SQL or what belongs to another organization. It has no stack: where it was thrown
 * is told by its reason, and what lies behind a fault of ours by its cause, while a stack costs more than most calls do.
 */
export class FrontierError extends Error {
  override readonly name = 'FrontierError';
  readonly violations: readonly FieldViolation[];
  readonly retryAfter: number | undefined;

  constructor(
    readonly code: ErrorCode,
    readonly reason: string,
    message: string,
    options: ErrorOptions = {},
  ) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, { cause: options.cause });
    Error.stackTraceLimit = stackTraceLimit;
    this.violations = options.violations?.slice(0, MOST_VIOLATIONS) ?? [];
    this.retryAfter = options.retryAfter;
  }
}

/** Bad input: one field and what would be accepted. */
export function invalidField(field: string, description: string): FrontierError {
  return invalidFields([{ field, description }]);
}

export function invalidFields(violations: readonly FieldViolation[]): FrontierError {
  const told = violations.slice(0, MOST_VIOLATIONS).map(({ field, description }) => `${field}: ${description}`);
  const untold = violations.length - told.length;
  const message = [...told, ...(untold > 0 ? [`and ${untold} more`] : [])].join('; ');
  return new FrontierError('invalid_argument', 'FIELD_INVALID', message, { violations });
}

/** `what` names the kind of thing, e.g. `service user`. The same answer for what never was and for what belongs to others. */
export function notFound(what: string): FrontierError {
  return new FrontierError('not_found', `${upper(what)}_NOT_FOUND`, `${what} not found`);
}

export function alreadyExists(what: string, field: string): FrontierError {
  return new FrontierError('already_exists', `${upper(what)}_EXISTS`, `${what} already exists`, {
    violations: [{ field, description: 'is taken' }],
  });
}

export function failedPrecondition(reason: string, message: string): FrontierError {
  return new FrontierError('failed_precondition', reason, message);
}

/** Upstream's wording; clients match on it. */
export function notAuthenticated(reason = 'NOT_AUTHENTICATED'): FrontierError {
  return new FrontierError('unauthenticated', reason, 'not authenticated');
}

/** Upstream's wording; clients match on it. */
export function notAuthorized(reason = 'NOT_AUTHORIZED'): FrontierError {
  return new FrontierError('permission_denied', reason, 'not authorized');
}

function upper(what: string): string {
  return what.toUpperCase().replaceAll(' ', '_');
}
