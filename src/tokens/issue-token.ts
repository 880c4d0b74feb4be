// Proves the caller by the grant that was asked for, and mints an access token.
import { presentedClientId } from '../credentials/index.js';
import { FrontierError } from '../kernel/errors.js';
import type { CallMeta } from '../kernel/rpc.js';
import { ambient } from './grants/ambient.js';
import { clientCredentials } from './grants/client-credentials.js';
import type { Grant, GrantDeps, TokenRequest } from './grants/grant.js';
import { jwtBearer } from './grants/jwt-bearer.js';
import { oauthClientCredentials } from './grants/oauth-client-credentials.js';
import { oauthJwtBearer } from './grants/oauth-jwt-bearer.js';
import { tokenExchange } from './grants/token-exchange.js';
import { type MintDeps, type MintedToken, mintAccessToken } from './mint-access-token.js';
import type { ScopeDeps } from './scope.js';
import { grantedTerms } from './terms.js';

export interface IssueTokenDeps extends GrantDeps, MintDeps, ScopeDeps {}

/**
 * Rejects as the grants do, with resource_exhausted after too many failures or tokens, and with invalid_argument
 * UNSUPPORTED_GRANT_TYPE for a grant type that is none of them.
 */
type IssueToken = (deps: IssueTokenDeps, request: TokenRequest, meta: CallMeta) => Promise<MintedToken>;

const CLIENT_CREDENTIALS = 'client_credentials';
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** What the OAuth token endpoint takes. */
export const GRANT_TYPES: readonly string[] = [CLIENT_CREDENTIALS, JWT_BEARER, TOKEN_EXCHANGE];

/** AuthToken, as upstream's clients use it: the client in the message or in Basic, JWTs that may be used again. */
export const issueToken = issuerOf(
  new Map([
    [CLIENT_CREDENTIALS, clientCredentials],
    [JWT_BEARER, jwtBearer],
    [TOKEN_EXCHANGE, tokenExchange(clientCredentials)],
    ['', ambient],
  ]),
);

/** The OAuth token endpoint: the client by any method of authentication, JWTs that are used once. */
export const issueOAuthToken = issuerOf(
  new Map([
    [CLIENT_CREDENTIALS, oauthClientCredentials],
    [JWT_BEARER, oauthJwtBearer],
    [TOKEN_EXCHANGE, tokenExchange(oauthClientCredentials)],
  ]),
);

function issuerOf(grants: ReadonlyMap<string, Grant>): IssueToken {
  return async (deps, request, meta) => {
    const grant = grants.get(request.grantType);
    if (grant === undefined) throw unsupportedGrantType(grants);
    const clientId = () => (request.clientId === '' ? presentedClientId(meta) : request.clientId);
    const proven = await deps.limits.attempt({ meta, clientId }, () => grant(deps, request, meta));
    deps.limits.issuing(proven.credential.id);
    const terms = await grantedTerms(deps, request, proven.limits);
    return mintAccessToken(deps, { ...proven, ...terms });
  };
}

function unsupportedGrantType(grants: ReadonlyMap<string, Grant>): FrontierError {
  const accepted = [...grants.keys()].filter((name) => name !== '').map((name) => `\`${name}\``);
  const description = `must be ${accepted.join(' or ')}${grants.has('') ? ', or empty' : ''}`;
  return new FrontierError('invalid_argument', 'UNSUPPORTED_GRANT_TYPE', `grant_type: ${description}`, {
    violations: [{ field: 'grant_type', description }],
  });
}
