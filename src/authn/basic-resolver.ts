// Resolves HTTP Basic: the id and secret of a service user's credential.
import { verifySecret } from '../credentials/index.js';
import { andThen } from '../kernel/awaitable.js';
import { principalOf } from './principal-of.js';
import type { ProvenDeps } from './proven-resolver.js';
import type { Resolver } from './resolver.js';

export function basicResolver(deps: ProvenDeps): Resolver {
  return (presented) => {
    if (presented.scheme !== 'basic') return undefined;
    const { client, header } = presented;
    return andThen(verifySecret(deps, client), (secret) => {
      if (header !== undefined) deps.proven.keep(header, secret);
      return principalOf(secret, 'client_credentials');
    });
  };
}
