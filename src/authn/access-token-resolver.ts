// Resolves an access token: minted by us, and nothing it stands on has been revoked since.
import { andThen } from '../kernel/awaitable.js';
import type { Narrowing } from '../kernel/principal.js';
import {
  type AccessTokenClaims,
  type CheckDeps,
  checkAccessToken,
  claimsToBeMinted,
  slugsOf,
  type VerifyDeps,
  verifyAccessToken,
} from '../tokens/index.js';
import { principalOf } from './principal-of.js';
import type { Resolver } from './resolver.js';

export function accessTokenResolver(deps: VerifyDeps & CheckDeps): Resolver {
  return (presented) => {
    if (presented.scheme !== 'bearer' || !claimsToBeMinted(presented.jws, deps)) return undefined;
    return andThen(verifyAccessToken(deps, presented.jws), (claims) =>
      andThen(checkAccessToken(deps, claims), (credential) => {
        const principal = principalOf(credential, 'access_token');
        return claims.scope === undefined ? principal : { ...principal, narrowing: narrowingOf(claims) };
      }),
    );
  };
}

function narrowingOf({ scope }: AccessTokenClaims): Narrowing {
  return { permissions: new Set(slugsOf(scope)), resource: undefined };
}
