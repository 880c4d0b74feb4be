// Resolves an access token: minted by us, and nothing it stands on has been revoked since.
import type { Credential } from '../credentials/index.js';
import { andThen } from '../kernel/awaitable.js';
import type { Narrowing, Principal } from '../kernel/principal.js';
import type { Awaitable } from '../kernel/rpc.js';
import { type Jws, parseJws } from '../signing/index.js';
import {
  type CheckDeps,
  checkAccessToken,
  claimsToBeMinted,
  slugsOf,
  type VerifiedToken,
  type VerifiedTokens,
  type VerifyDeps,
  verifyAgain,
  verifyFirst,
} from '../tokens/index.js';
import { principalOf } from './principal-of.js';
import type { Resolver } from './resolver.js';

export interface AccessTokenDeps extends VerifyDeps, CheckDeps {
  /** Those whose signature need not be computed again. */
  readonly verified: VerifiedTokens;
}

export function accessTokenResolver(deps: AccessTokenDeps): Resolver {
  return (presented) => {
    if (presented.scheme === 'verified') return resolveAgain(deps, presented.token);
    if (presented.scheme !== 'bearer' || !claimsToBeMinted(presented.jws, deps)) return undefined;
    return resolveFirst(deps, presented.token, presented.jws);
  };
}

function resolveFirst(deps: AccessTokenDeps, text: string, jws: Jws): Awaitable<Principal> {
  return andThen(verifyFirst(deps, jws), ({ claims, key }) =>
    andThen(checkAccessToken(deps, claims), (credential) => {
      const narrowing = narrowingOf(claims.scope);
      deps.verified.keep({ text, claims, key, narrowing });
      return principalBy(credential, narrowing);
    }),
  );
}

/** As anew, but for the signature. */
function resolveAgain(deps: AccessTokenDeps, token: VerifiedToken): Awaitable<Principal> {
  const good = verifyAgain(deps, token);
  return good instanceof Promise ? good.then((late) => goOn(deps, token, late)) : goOn(deps, token, good);
}

function goOn(deps: AccessTokenDeps, token: VerifiedToken, good: boolean): Awaitable<Principal> {
  const { text, claims, narrowing } = token;
  if (!good) {
    deps.verified.forget(text);
    // It was one when it was kept; what is amiss with it now is told by who looks at it anew.
    return resolveFirst(deps, text, parseJws(text) as Jws);
  }
  const credential = checkAccessToken(deps, claims);
  if (credential instanceof Promise) return credential.then((found) => principalBy(found, narrowing));
  return principalBy(credential, narrowing);
}

function principalBy(credential: Credential, narrowing: Narrowing | undefined): Principal {
  const principal = principalOf(credential, 'access_token');
  return narrowing === undefined ? principal : { ...principal, narrowing };
}

function narrowingOf(scope: string | undefined): Narrowing | undefined {
  return scope === undefined ? undefined : { permissions: new Set(slugsOf(scope)), resource: undefined };
}
