// Asking about whoever a token stands for, which the caller was handed by those who call it.
import { andThen } from '../kernel/awaitable.js';
import { invalidField } from '../kernel/errors.js';
import type { Principal } from '../kernel/principal.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { Decisions } from './decisions.js';
import type { Decision } from './engine/decision.js';
import { type Freshness, freshEnough } from './feed/freshness.js';

export interface SubjectTokenDeps {
  readonly decisions: Decisions;
  /**
   * Who `token` would call as, were it presented at this moment; undefined for one that would be turned away, whatever for.
   * Rejects when that cannot be told.
   */
  subjectOfToken(token: string): Awaitable<Principal | undefined>;
}

/** The token's principal by what is known at a revision that is fresh enough: a revocation that was answered before counts. */
export function subjectOf(
  { decisions, subjectOfToken }: SubjectTokenDeps,
  token: string,
  freshness: Freshness,
): Awaitable<Principal | undefined> {
  return andThen(freshEnough(decisions.feed, freshness), () => subjectOfToken(token));
}

/** The answer for every token that is no good: a denial, and not an error, for the caller did nothing wrong. */
export function refuseToken(decisions: Decisions): Decision {
  decisions.outcomes.token_refused += 1;
  return { outcome: 'token_refused', revision: decisions.revision() };
}

interface Asked {
  readonly subject: string;
  readonly subjectToken?: string | undefined;
}

/** Throws invalid_argument: which of the two was meant would be a guess. */
export function refuseTwoSubjects({ subject, subjectToken }: Asked): void {
  if (subject !== '' && subjectToken !== undefined)
    throw invalidField('subject_token', 'cannot be given together with `subject`');
}
