// Resolves HTTP Basic: the id and secret of a service user's credential.
import { type VerifySecretDeps, verifySecret } from '../credentials/index.js';
import { andThen } from '../kernel/awaitable.js';
import { principalOf } from './principal-of.js';
import type { Resolver } from './resolver.js';

export function basicResolver(deps: VerifySecretDeps): Resolver {
  return (presented) => {
    if (presented.scheme !== 'basic') return undefined;
    return andThen(verifySecret(deps, presented.client), (secret) => principalOf(secret, 'client_credentials'));
  };
}
