// Resolves a token that is no JWT: an API token of a service user, or the admin token.
import { type VerifySecretDeps, verifyToken } from '../credentials/index.js';
import { andThen } from '../kernel/awaitable.js';
import { principalOf } from './principal-of.js';
import type { Resolver } from './resolver.js';

export function tokenResolver(deps: VerifySecretDeps): Resolver {
  return (presented) => {
    if (presented.scheme !== 'token') return undefined;
    return andThen(verifyToken(deps, presented.token), (credential) => ({
      ...principalOf(credential, 'pat'),
      narrowing: credential.narrowing,
    }));
  };
}
