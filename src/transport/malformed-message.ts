// The error for bytes that are no message: the client's fault, over whatever protocol of RPCs.
import { FrontierError } from '../kernel/errors.js';

export function malformedMessage(cause?: unknown): FrontierError {
  const text = 'the body is not a valid message of this call, or is nested more than 100 levels deep';
  return new FrontierError('invalid_argument', 'MESSAGE_MALFORMED', text, { cause });
}
