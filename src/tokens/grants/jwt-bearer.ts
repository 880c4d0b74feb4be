// The grant `urn:ietf:params:oauth:grant-type:jwt-bearer` (RFC 7523 §2.1): a JWT signed with a service user's key.
import { type KeyCredential, refused, verifyAssertion } from '../../credentials/index.js';
import { andThen } from '../../kernel/awaitable.js';
import { invalidField } from '../../kernel/errors.js';
import { parseJws } from '../../signing/index.js';
import type { Grant } from './grant.js';
import { headerClient } from './header-client.js';

/** The assertion is the only proof: a client secret beside it, in the body or in Basic, is refused (RFC 6749 §2.3). */
export const jwtBearer: Grant = (deps, { assertion, clientId, clientSecret }, meta) => {
  if (assertion === '') throw invalidField('assertion', 'is required');
  if (clientSecret !== '') throw invalidField('client_secret', 'does not go with an assertion');
  if (headerClient(meta) !== undefined) throw invalidField('assertion', 'does not go with HTTP Basic');
  const jws = parseJws(assertion);
  if (jws === undefined) throw refused('TOKEN_MALFORMED');
  return andThen(verifyAssertion(deps, jws), (credential) => {
    if (clientId !== '' && !isNamed(credential, clientId)) throw refused('SUBJECT_REFUSED');
    return { credential, via: 'jwt_grant' };
  });
};

/** RFC 7523 §3.1: a client_id that is given must be that of the assertion. */
function isNamed({ id, serviceUser }: KeyCredential, clientId: string): boolean {
  return clientId === id || clientId === serviceUser.id;
}
