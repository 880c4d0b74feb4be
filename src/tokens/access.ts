// Who may call the RPCs of tokens.
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { AccessRules } from '../kernel/rpc.js';
import type { TokensRpc } from './rpc.js';

/** AuthToken is public, because what the request presents is the credential: the handler authenticates. */
export const tokensAccess: Pick<AccessRules<typeof FrontierService>, keyof TokensRpc> = {
  authToken: 'public',
  introspectToken: 'about_caller',
  revokeToken: 'authenticated',
  getJWKs: 'public',
  getCurrentUser: 'about_caller',
};
