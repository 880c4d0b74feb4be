// Resolves a token that is no JWT: an API token of a service user, or the admin token.
import { verifyToken } from '../credentials/index.js';
import { andThen } from '../kernel/awaitable.js';
import { principalOf } from './principal-of.js';
import type { ProvenDeps } from './proven-resolver.js';
import type { Resolver } from './resolver.js';

export function tokenResolver(deps: ProvenDeps): Resolver {
  return (presented) => {
    if (presented.scheme !== 'token') return undefined;
    const { token, header } = presented;
    return andThen(verifyToken(deps, token), (credential) => {
      if (header !== undefined) deps.proven.keep(header, credential);
      return { ...principalOf(credential, 'pat'), narrowing: credential.narrowing };
    });
  };
}
