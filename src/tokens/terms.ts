// What a token is asked to be good for, held against what may be given.
import type { TokenTerms } from './access-token.js';
import type { TokenRequest } from './grants/grant.js';
import type { Limits } from './proven.js';
import { invalidScope, invalidTarget } from './refusals.js';
import { requestedScope, type ScopeDeps } from './scope.js';

export interface GrantedTerms {
  /** Slugs; undefined: not narrowed. */
  readonly scope: readonly string[] | undefined;
  /** At least one. */
  readonly audience: readonly string[];
}

export type TermsDeps = ScopeDeps & Pick<TokenTerms, 'audience' | 'audiences'>;

type Asked = Pick<TokenRequest, 'scope' | 'resource' | 'audience'>;

/**
 * Scope and audience of the new token: what was asked, else all of what `limits` leaves. Rejects with INVALID_SCOPE or
 * INVALID_TARGET for what is not known, or more than `limits` leaves.
 */
export async function grantedTerms(deps: TermsDeps, asked: Asked, limits: Limits | undefined): Promise<GrantedTerms> {
  const audience = grantedAudience(deps, asked, limits);
  const scope = await requestedScope(deps, asked.scope);
  if (scope !== undefined && limits?.scope !== undefined && !isSubset(scope, limits.scope))
    throw invalidScope('must not exceed the scope of the subject token');
  return { scope: scope ?? limits?.scope, audience };
}

/**
 * A token for ourselves can do here whatever the other service could ask of us, so it may be traded for one for another service.
 * One that is for another service alone stays with it.
 */
function grantedAudience(deps: TermsDeps, asked: Asked, limits: Limits | undefined): readonly string[] {
  const { audience: ours, audiences: others } = deps;
  const limited = limits?.audience ?? [ours];
  const allowed = limited.includes(ours) ? [ours, ...others] : limited;
  for (const field of ['resource', 'audience'] as const)
    if (!isSubset(asked[field], allowed)) throw invalidTarget(field);
  const named = [...new Set([...asked.resource, ...asked.audience])];
  return named.length === 0 ? limited : named;
}

function isSubset(some: readonly string[], all: readonly string[]): boolean {
  return some.every((each) => all.includes(each));
}
