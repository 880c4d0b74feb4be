// The grant `client_credentials` (RFC 6749 §4.4): client id and secret in the body or in HTTP Basic.
import { type PresentedSecret, verifySecret } from '../../credentials/index.js';
import { andThen } from '../../kernel/awaitable.js';
import { invalidField, notAuthenticated } from '../../kernel/errors.js';
import type { CallMeta } from '../../kernel/rpc.js';
import type { Grant, TokenRequest } from './grant.js';
import { headerClient } from './header-client.js';

export const clientCredentials: Grant = (deps, request, meta) => {
  if (request.assertion !== '') throw invalidField('assertion', 'goes with the JWT grant only');
  return andThen(verifySecret(deps, presentedSecret(request, meta)), (credential) => ({
    credential,
    via: 'client_credentials',
  }));
};

/** RFC 6749 §2.3: one way per request. The same client and secret said twice is let pass, as upstream's clients do. */
function presentedSecret({ clientId, clientSecret }: TokenRequest, meta: CallMeta): PresentedSecret {
  const header = headerClient(meta);
  if (clientId === '' && clientSecret === '') {
    if (header === undefined) throw notAuthenticated();
    return header;
  }
  if (clientId === '') throw invalidField('client_id', 'is required with client_secret');
  if (header !== undefined && header.clientId !== clientId)
    throw invalidField('client_id', 'must be the client of the Authorization header');
  if (clientSecret === '') {
    if (header === undefined) throw invalidField('client_secret', 'is required with client_id');
    return header;
  }
  if (header !== undefined && !header.readings.includes(clientSecret))
    throw invalidField('client_secret', 'must be the secret of the Authorization header, or left out');
  return { clientId, readings: [clientSecret] };
}
