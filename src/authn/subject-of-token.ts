// Who a token stands for that somebody else than its holder presents, in the body of a question.
import { settle } from '../kernel/awaitable.js';
import { FrontierError } from '../kernel/errors.js';
import type { Principal } from '../kernel/principal.js';
import type { Awaitable } from '../kernel/rpc.js';
import { type BearerDeps, bearerResolvers, resolveBy } from './authenticate.js';
import { bearer } from './presented.js';

/**
 * The principal that `token` would call as, were it the token of a Bearer; undefined for one that would be refused, whatever for.
 * Throws, and rejects, only when that cannot be told. Answers without a promise when the credential reader does.
 */
export function createSubjectOfToken(deps: BearerDeps): (token: string) => Awaitable<Principal | undefined> {
  const resolvers = bearerResolvers(deps);
  return (token) => settle(() => resolveBy(resolvers, bearer(token, deps.verified)), itself, nobody);
}

/** What may make no calls but a few stands for nobody in a question. */
function itself(principal: Principal): Principal | undefined {
  return principal.narrowing?.calls === undefined ? principal : undefined;
}

function nobody(error: unknown): undefined {
  if (error instanceof FrontierError && error.code === 'unauthenticated') return undefined;
  throw error;
}
