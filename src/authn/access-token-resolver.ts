// Resolves an access token: minted by us, and nothing it stands on has been revoked since.
import { andThen } from '../kernel/awaitable.js';
import {
  type CheckDeps,
  checkAccessToken,
  claimsToBeMinted,
  type VerifyDeps,
  verifyAccessToken,
} from '../tokens/index.js';
import { principalOf } from './principal-of.js';
import type { Resolver } from './resolver.js';

export function accessTokenResolver(deps: VerifyDeps & CheckDeps): Resolver {
  return (presented) => {
    if (presented.scheme !== 'bearer' || !claimsToBeMinted(presented.jws, deps)) return undefined;
    return andThen(verifyAccessToken(deps, presented.jws), (claims) =>
      andThen(checkAccessToken(deps, claims), (credential) => principalOf(credential, 'access_token')),
    );
  };
}
