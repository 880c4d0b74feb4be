// Why a credential was refused: one closed list for the log, one answer for whoever presented it.
import { FrontierError } from '../kernel/errors.js';

export type Refusal =
  // What was presented cannot be read.
  | 'AUTHORIZATION_MALFORMED'
  | 'AUTHORIZATION_AMBIGUOUS'
  | 'SECRET_MALFORMED'
  | 'TOKEN_MALFORMED'
  // It is not what it says.
  | 'CREDENTIAL_UNKNOWN'
  | 'SECRET_WRONG'
  | 'KEY_UNKNOWN'
  | 'SIGNATURE_WRONG'
  | 'CLAIMS_REFUSED'
  | 'TYPE_REFUSED'
  | 'ISSUER_REFUSED'
  | 'AUDIENCE_REFUSED'
  | 'SUBJECT_REFUSED'
  | 'LIFETIME_REFUSED'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_NOT_YET_VALID'
  | 'ASSERTION_REPLAYED'
  | 'TOKEN_NOT_EXCHANGEABLE'
  // It was good once.
  | 'GENERATION_REFUSED'
  | 'TOKEN_REVOKED'
  | 'CREDENTIAL_EXPIRED'
  | 'SERVICE_USER_DISABLED'
  | 'ORGANIZATION_DISABLED';

/**
 * Unauthenticated, the same for every refusal, so that a caller cannot tell an unknown client from a wrong secret or a disabled
 * one. `refusal` is the error's cause: it reaches the log only.
 */
export function refused(refusal: Refusal): FrontierError {
  return new FrontierError('unauthenticated', 'CREDENTIAL_REFUSED', 'not authenticated', { cause: refusal });
}
