// The RPCs of tokens, proto to domain and back.
import { fromJson, type JsonObject, type MessageInitShape } from '@bufbuild/protobuf';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import {
  type AuthTokenRequest,
  type IntrospectTokenRequest,
  IntrospectTokenResponseSchema,
} from '../../gen/raystack/frontier/v1beta1/tokens_pb.js';
import type { UserSchema } from '../../gen/raystack/frontier/v1beta1/users_pb.js';
import { type ServiceUserStore, serviceUserMessage } from '../credentials/index.js';
import { notAuthenticated } from '../kernel/errors.js';
import { type Principal, SERVICE_USER } from '../kernel/principal.js';
import { type Awaitable, type Call, type CallMeta, callerOf, type Handlers } from '../kernel/rpc.js';
import { createJwks, JWKS_CACHE_CONTROL } from '../signing/index.js';
import type { TokenRequest } from './grants/grant.js';
import { demandOtherToken, type IntrospectTokenDeps, introspectToken } from './introspect-token.js';
import { type IssueTokenDeps, issueOAuthToken, issueToken } from './issue-token.js';
import type { MintedToken } from './mint-access-token.js';
import { type RevokeTokenDeps, revokeToken } from './revoke-token.js';
import { signIntrospection } from './sign-introspection.js';

export interface TokensDeps extends IssueTokenDeps, IntrospectTokenDeps, RevokeTokenDeps {
  readonly serviceUsers: Pick<ServiceUserStore, 'find'>;
  /** A user as the wire shows it; undefined when there is none of that id. */
  getUser(id: string): Awaitable<MessageInitShape<typeof UserSchema> | undefined>;
}

export type TokensRpc = Pick<
  Handlers<typeof FrontierService>,
  'authToken' | 'introspectToken' | 'revokeToken' | 'getJWKs' | 'getCurrentUser'
>;

/** What answers at the OAuth endpoints, in the messages of the RPCs. */
export type OAuthRpc = Pick<TokensRpc, 'authToken' | 'introspectToken' | 'revokeToken'>;

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

export function tokensRpc(deps: TokensDeps): TokensRpc {
  const jwks = createJwks(deps.keyring);
  return {
    authToken: async (request, { meta }) => {
      const minted = await issueToken(deps, tokenRequest(request), meta);
      // Where gateways look for it; and nobody may keep it (RFC 6749 §5.1).
      meta.reply('x-user-token', minted.accessToken);
      neverStore(meta);
      return tokenMessage(request, minted);
    },
    introspectToken: (request, call) => introspect(deps, request, call),
    revokeToken: async ({ token }, call) => ({ revision: await revokeToken(deps, token, callerOf(call)) }),
    getJWKs: (_request, { meta }) => {
      meta.reply('cache-control', JWKS_CACHE_CONTROL);
      return { keys: [...jwks().keys] };
    },
    getCurrentUser: (_request, call) => currentUser(deps, callerOf(call)),
  };
}

export function oauthRpc(deps: TokensDeps): OAuthRpc {
  const { introspectToken: introspects, revokeToken: revokes } = tokensRpc(deps);
  return {
    authToken: async (request, { meta }) =>
      tokenMessage(request, await issueOAuthToken(deps, tokenRequest(request), meta)),
    introspectToken: introspects,
    revokeToken: revokes,
  };
}

/** The message has the names of the operation, and some of its own. */
function tokenRequest(request: AuthTokenRequest): TokenRequest {
  return request;
}

/** Members that say nothing are left out, as stock OAuth clients want it. */
function tokenMessage({ subjectToken, requestedTokenType }: AuthTokenRequest, minted: MintedToken) {
  const { accessToken, expiresIn, scope } = minted;
  // RFC 8693 §2.2.1: the type that was asked for, an access token unless told otherwise.
  const issuedTokenType = requestedTokenType === '' ? ACCESS_TOKEN : requestedTokenType;
  return {
    accessToken,
    tokenType: 'Bearer',
    expiresIn,
    ...(scope !== undefined && { scope }),
    ...(subjectToken !== '' && { issuedTokenType }),
  };
}

async function introspect(deps: TokensDeps, { token, signed }: IntrospectTokenRequest, call: Call) {
  const caller = callerOf(call);
  neverStore(call.meta);
  demandOtherToken(token, call.meta);
  const answer = await introspectToken(deps, token, caller);
  const jwt = signed ? { jwt: await signIntrospection(deps, answer, caller) } : {};
  return fromJson(IntrospectTokenResponseSchema, { ...answer, ...jwt } as JsonObject);
}

async function currentUser({ serviceUsers, getUser }: TokensDeps, { namespace, id }: Principal) {
  if (namespace === SERVICE_USER) {
    const serviceUser = await serviceUsers.find(id);
    if (serviceUser === undefined) throw notAuthenticated();
    return { serviceuser: serviceUserMessage(serviceUser) };
  }
  const user = await getUser(id);
  if (user === undefined) throw notAuthenticated();
  return { user };
}

function neverStore(meta: CallMeta): void {
  meta.reply('cache-control', 'no-store');
  meta.reply('pragma', 'no-cache');
}
