// The RPCs of tokens, proto to domain and back.
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { UserSchema } from '../../gen/raystack/frontier/v1beta1/users_pb.js';
import { type ServiceUserStore, serviceUserMessage } from '../credentials/index.js';
import { notAuthenticated } from '../kernel/errors.js';
import { type Principal, SERVICE_USER } from '../kernel/principal.js';
import { type Awaitable, type CallMeta, callerOf, type Handlers } from '../kernel/rpc.js';
import { createJwks, JWKS_CACHE_CONTROL } from '../signing/index.js';
import { type IssueTokenDeps, issueToken } from './issue-token.js';

export interface TokensDeps extends IssueTokenDeps {
  readonly serviceUsers: Pick<ServiceUserStore, 'find'>;
  /** A user as the wire shows it; undefined when there is none of that id. */
  getUser(id: string): Awaitable<MessageInitShape<typeof UserSchema> | undefined>;
}

type TokensRpc = Pick<Handlers<typeof FrontierService>, 'authToken' | 'getJWKs' | 'getCurrentUser'>;

export function tokensRpc(deps: TokensDeps): TokensRpc {
  const jwks = createJwks(deps.keyring);
  return {
    authToken: async (request, { meta }) => {
      const { accessToken, expiresIn } = await issueToken(deps, request, meta);
      // Where gateways look for it; and nobody may keep it (RFC 6749 §5.1).
      meta.reply('x-user-token', accessToken);
      neverStore(meta);
      return { accessToken, tokenType: 'Bearer', expiresIn };
    },
    getJWKs: (_request, { meta }) => {
      meta.reply('cache-control', JWKS_CACHE_CONTROL);
      return { keys: [...jwks().keys] };
    },
    getCurrentUser: (_request, call) => currentUser(deps, callerOf(call)),
  };
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
