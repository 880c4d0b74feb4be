// Resolves a JWT that a service user signed with its own key.
import { type VerifyAssertionDeps, verifyAssertion } from '../credentials/index.js';
import { andThen } from '../kernel/awaitable.js';
import { claimsToBeMinted, type TokenTerms } from '../tokens/index.js';
import { principalOf } from './principal-of.js';
import type { Resolver } from './resolver.js';

export function selfSignedResolver(deps: VerifyAssertionDeps & TokenTerms): Resolver {
  return (presented) => {
    if (presented.scheme !== 'bearer' || claimsToBeMinted(presented.jws, deps)) return undefined;
    return andThen(verifyAssertion(deps, presented.jws), (key) => principalOf(key, 'jwt_grant'));
  };
}
