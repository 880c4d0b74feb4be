// Who calls: asks each resolver for what the call presents.
import { refused, type VerifyAssertionDeps, type VerifySecretDeps } from '../credentials/index.js';
import type { Principal } from '../kernel/principal.js';
import type { Awaitable, CallMeta } from '../kernel/rpc.js';
import type { VerifyDeps } from '../tokens/index.js';
import { accessTokenResolver } from './access-token-resolver.js';
import { basicResolver } from './basic-resolver.js';
import { presented } from './presented.js';
import type { Resolver } from './resolver.js';
import { selfSignedResolver } from './self-signed-resolver.js';

export interface AuthenticateDeps extends VerifySecretDeps, VerifyAssertionDeps, VerifyDeps {}

/**
 * The caller; undefined when the call presents nothing. Throws unauthenticated, and rejects so, for what is presented and no
 * good, always in the same words. Answers without a promise when the credential reader does.
 */
export type Authenticate = (meta: CallMeta) => Awaitable<Principal | undefined>;

export function createAuthenticate(deps: AuthenticateDeps): Authenticate {
  return authenticateWith([basicResolver(deps), accessTokenResolver(deps), selfSignedResolver(deps)]);
}

export function authenticateWith(resolvers: readonly Resolver[]): Authenticate {
  return (meta) => {
    const credential = presented(meta);
    if (credential === undefined) return undefined;
    for (const resolve of resolvers) {
      const principal = resolve(credential);
      if (principal !== undefined) return principal;
    }
    throw refused('AUTHORIZATION_MALFORMED');
  };
}
