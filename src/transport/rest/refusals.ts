// What the door itself answers, with the HTTP status that says it best.
import { FrontierError } from '../../kernel/errors.js';

/** By reason; every other error has the status of its code. */
const STATUS: Readonly<Record<string, number>> = {
  METHOD_NOT_ALLOWED: 405,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
};

export function refusalStatus(error: FrontierError): number | undefined {
  return STATUS[error.reason];
}

export function pathNotFound(): FrontierError {
  return new FrontierError('not_found', 'PATH_UNKNOWN', 'not found');
}

/** Goes with the header `Allow` (RFC 9110 §15.5.6). */
export function methodNotAllowed(allow: string): FrontierError {
  return new FrontierError('unimplemented', 'METHOD_NOT_ALLOWED', `this path takes ${allow}`);
}

export function bodyTooLarge(maxBytes: number): FrontierError {
  return new FrontierError('resource_exhausted', 'BODY_TOO_LARGE', `the body is larger than ${maxBytes} bytes`);
}

export function unsupportedMediaType(message: string): FrontierError {
  return new FrontierError('invalid_argument', 'MEDIA_TYPE_UNSUPPORTED', message);
}
