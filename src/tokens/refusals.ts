// What OAuth refuses besides credentials, each with the reason that its error code is found by.
import { FrontierError, invalidField } from '../kernel/errors.js';

/** RFC 6749 §5.2: the grant itself is no good. In one wording; `cause` is for the log. */
export function invalidGrant(cause: unknown): FrontierError {
  return new FrontierError('invalid_argument', 'INVALID_GRANT', 'the grant is invalid, expired or used', { cause });
}

/** RFC 6749 §3.3. */
export function invalidScope(description: string): FrontierError {
  return refusal('INVALID_SCOPE', 'scope', description);
}

/** RFC 8707 §2. */
export function invalidTarget(field: 'resource' | 'audience'): FrontierError {
  return refusal(
    'INVALID_TARGET',
    field,
    'must be an audience that tokens are issued for, and that the subject token allows',
  );
}

/** RFC 8693 §2.2.2: one wording for whatever is wrong with it. */
export function invalidSubject(field: 'subject_token' | 'actor_token'): FrontierError {
  return invalidField(field, 'must be a token that counts and that the client may exchange');
}

function refusal(reason: string, field: string, description: string): FrontierError {
  return new FrontierError('invalid_argument', reason, `${field}: ${description}`, {
    violations: [{ field, description }],
  });
}

/** True for what says that something presented is no good, in contrast to a trouble of our own. */
export function isRefusal(error: unknown): error is FrontierError {
  return error instanceof FrontierError && error.code === 'unauthenticated';
}
