// AuthToken: proves the caller by the grant that was asked for, and mints an access token.
import { andThen } from '../kernel/awaitable.js';
import { FrontierError } from '../kernel/errors.js';
import type { Awaitable, CallMeta } from '../kernel/rpc.js';
import { ambient } from './grants/ambient.js';
import { clientCredentials } from './grants/client-credentials.js';
import type { Grant, GrantDeps, TokenRequest } from './grants/grant.js';
import { jwtBearer } from './grants/jwt-bearer.js';
import { type MintDeps, type MintedToken, mintAccessToken } from './mint-access-token.js';

export interface IssueTokenDeps extends GrantDeps, MintDeps {}

const GRANTS: ReadonlyMap<string, Grant> = new Map([
  ['client_credentials', clientCredentials],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', jwtBearer],
  ['', ambient],
]);

/** Throws as the grants do, and invalid_argument UNSUPPORTED_GRANT_TYPE for a grant type that is none of ours. */
export function issueToken(deps: IssueTokenDeps, request: TokenRequest, meta: CallMeta): Awaitable<MintedToken> {
  const grant = GRANTS.get(request.grantType);
  if (grant === undefined) throw unsupportedGrantType();
  return andThen(grant(deps, request, meta), (proven) => mintAccessToken(deps, proven));
}

function unsupportedGrantType(): FrontierError {
  const accepted = [...GRANTS.keys()].filter((name) => name !== '').map((name) => `\`${name}\``);
  const description = `must be ${accepted.join(' or ')}, or empty`;
  return new FrontierError('invalid_argument', 'UNSUPPORTED_GRANT_TYPE', `grant_type: ${description}`, {
    violations: [{ field: 'grant_type', description }],
  });
}
