// Upstream's empty form: the credential that the call itself carries is exchanged.
import { refused } from '../../credentials/index.js';
import { andThen } from '../../kernel/awaitable.js';
import { invalidField, notAuthenticated } from '../../kernel/errors.js';
import type { AuthVia, Principal } from '../../kernel/principal.js';
import type { Awaitable, CallMeta } from '../../kernel/rpc.js';
import type { GrantVia } from '../access-token.js';
import type { Proven } from '../proven.js';
import type { Grant, GrantDeps, TokenRequest } from './grant.js';

/** Basic or a JWT of the service user's own. An access token is no credential: it would never expire if it could renew itself. */
export const ambient: Grant = (deps, request, meta) => {
  if (saysMore(request)) throw invalidField('grant_type', 'is required with the parameters given');
  return presentedCredential(deps, meta);
};

/** What the call presents, when it is a credential: else throws unauthenticated, and rejects so. */
export function presentedCredential(deps: GrantDeps, meta: CallMeta): Awaitable<Proven> {
  return andThen(deps.authenticate(meta), (principal) => {
    if (principal === undefined) throw notAuthenticated();
    return provenBy(deps, principal);
  });
}

function provenBy({ reader }: GrantDeps, { credentialId, via, narrowing }: Principal): Awaitable<Proven> {
  // What is narrowed would be so no longer.
  if (!isGrantVia(via) || narrowing !== undefined) throw refused('TOKEN_NOT_EXCHANGEABLE');
  return andThen(reader.find(credentialId), (credential): Proven => {
    if (credential === undefined) throw refused('CREDENTIAL_UNKNOWN');
    return { credential, via };
  });
}

function saysMore({ clientId, clientSecret, assertion }: TokenRequest): boolean {
  return clientId !== '' || clientSecret !== '' || assertion !== '';
}

function isGrantVia(via: AuthVia): via is AuthVia & GrantVia {
  return via === 'client_credentials' || via === 'jwt_grant';
}
