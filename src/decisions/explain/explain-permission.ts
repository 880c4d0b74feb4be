// Why may a principal do something, or why not: a decision with everything it looked at.
import { andThen } from '../../kernel/awaitable.js';
import type { Awaitable } from '../../kernel/rpc.js';
import { type AskedQuestion, resolveQuestion } from '../check-permission.js';
import type { Decisions } from '../decisions.js';
import type { Decision } from '../engine/decision.js';
import { MISSING } from '../engine/engine.js';
import { ANY_REVISION, type Freshness, freshEnough } from '../feed/freshness.js';
import type { Explained } from './explanation.js';

/** Decides as `checkPermission` does, and says on what; throws what that throws. */
export function explainPermission(
  decisions: Decisions,
  asked: AskedQuestion,
  freshness: Freshness = ANY_REVISION,
): Awaitable<Decision & Explained> {
  const { maps, feed, reader, explain } = decisions;
  return andThen(freshEnough(feed, freshness), () =>
    reader.settle(() => {
      const question = resolveQuestion(maps, asked);
      const explained = question === MISSING ? MISSING : explain(question);
      if (explained === MISSING) return MISSING;
      decisions.outcomes[explained.outcome] += 1;
      return { ...explained, revision: decisions.revision() };
    }),
  );
}
