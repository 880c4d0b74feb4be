// One exhaustive table from error codes to the errors of OAuth, and the reasons that OAuth has words of its own for.
import type { ErrorCode, FrontierError } from '../kernel/errors.js';

export interface OAuthError {
  /** RFC 6749 §5.2, RFC 7009 §2.2.1, RFC 8707 §2; `temporarily_unavailable` and `server_error` as in RFC 6749 §4.1.2.1. */
  readonly error: string;
  readonly httpStatus: number;
}

const TABLE: Readonly<Record<ErrorCode, OAuthError>> = {
  canceled: { error: 'temporarily_unavailable', httpStatus: 499 },
  unknown: { error: 'server_error', httpStatus: 500 },
  invalid_argument: { error: 'invalid_request', httpStatus: 400 },
  deadline_exceeded: { error: 'temporarily_unavailable', httpStatus: 504 },
  not_found: { error: 'invalid_request', httpStatus: 404 },
  already_exists: { error: 'invalid_request', httpStatus: 409 },
  permission_denied: { error: 'unauthorized_client', httpStatus: 400 },
  resource_exhausted: { error: 'temporarily_unavailable', httpStatus: 429 },
  failed_precondition: { error: 'invalid_request', httpStatus: 400 },
  aborted: { error: 'temporarily_unavailable', httpStatus: 503 },
  out_of_range: { error: 'invalid_request', httpStatus: 400 },
  unimplemented: { error: 'invalid_request', httpStatus: 501 },
  internal: { error: 'server_error', httpStatus: 500 },
  unavailable: { error: 'temporarily_unavailable', httpStatus: 503 },
  data_loss: { error: 'server_error', httpStatus: 500 },
  unauthenticated: { error: 'invalid_client', httpStatus: 401 },
};

const BY_REASON: Readonly<Record<string, OAuthError>> = {
  INVALID_GRANT: { error: 'invalid_grant', httpStatus: 400 },
  INVALID_SCOPE: { error: 'invalid_scope', httpStatus: 400 },
  INVALID_TARGET: { error: 'invalid_target', httpStatus: 400 },
  UNSUPPORTED_GRANT_TYPE: { error: 'unsupported_grant_type', httpStatus: 400 },
  BODY_TOO_LARGE: { error: 'invalid_request', httpStatus: 413 },
  METHOD_NOT_ALLOWED: { error: 'invalid_request', httpStatus: 405 },
};

export function toOAuthError({ code, reason }: FrontierError): OAuthError {
  return BY_REASON[reason] ?? TABLE[code];
}

/** `error_description`: RFC 6749 §5.2 leaves out quotation marks, backslashes and all beyond ASCII. */
export function oauthDescription({ message }: FrontierError): string {
  return message.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, '?');
}
