// Knows what was so at each revision, and says which answers contradict it.
import { evaluate } from '../decisions/naive/evaluator.js';
import { learn, type Model, NOTHING } from '../decisions/naive/model.js';
import type { Fact } from '../support/world.js';

/** Facts that one acknowledged write made so. */
export interface Written {
  readonly revision: string;
  readonly facts: readonly Fact[];
}

export interface Checked {
  readonly principal: string;
  readonly permission: string;
  readonly object: string;
  /** Empty: none was sent. */
  readonly token: string;
  /** `allowed`, or the reason of the denial. */
  readonly outcome: string;
  /** As the answer said it. */
  readonly revision: string;
  readonly replica: string;
}

export interface Oracle {
  written(write: Written): void;
  checked(check: Checked): void;
  /**
   * What contradicts of all that was checked since the last call. To be called when nothing is under way, and no replica is behind
   * `from`, the newest revision at the last call.
   */
  contradictions(from: string): readonly string[];
}

export function createOracle(facts: readonly Fact[]): Oracle {
  let model = facts.reduce(learn, NOTHING);
  let writes: Written[] = [];
  let checks: Checked[] = [];

  return {
    written: (write) => void writes.push(write),
    checked: (check) => void checks.push(check),
    contradictions(from) {
      const found: string[] = [];
      const inOrder = [...writes].sort(byRevision);
      const history = [{ revision: from, model }];
      for (const write of inOrder) {
        model = write.facts.reduce(learn, model);
        history.push({ revision: write.revision, model });
      }
      let at = 0;
      for (const check of [...checks].sort(byRevision)) {
        while ((history[at + 1]?.revision ?? NEVER) <= check.revision) at += 1;
        const problem = problemOf(check, from, history[at]?.model ?? model);
        if (problem !== undefined) found.push(describe(check, problem, history));
      }
      writes = [];
      checks = [];
      return found;
    },
  };
}

/** Revisions are digits. */
const NEVER = '~';

function problemOf(check: Checked, from: string, model: Model): string | undefined {
  const { token, revision, outcome, principal, permission, object } = check;
  if (revision < token) return 'the answer is of an earlier revision than its token';
  if (revision < from) return 'the answer is of an earlier revision than one that the replica was at before';
  const expected = evaluate(model, principal, permission, object);
  return expected === outcome ? undefined : `at that revision it is ${expected}`;
}

interface Moment {
  readonly revision: string;
  readonly model: Model;
}

/** Says besides whether any state from the token on would have answered so. */
function describe(check: Checked, problem: string, history: readonly Moment[]): string {
  const { principal, permission, object, token } = check;
  const fitting = history.filter(
    ({ model }, index) =>
      (history[index + 1]?.revision ?? NEVER) > token &&
      evaluate(model, principal, permission, object) === check.outcome,
  );
  const fits =
    fitting.length === 0 ? 'no state from its token on fits' : `fits ${fitting.map((m) => m.revision).join(', ')}`;
  return `${JSON.stringify(check)}: ${problem}; ${fits}`;
}

function byRevision(a: { readonly revision: string }, b: { readonly revision: string }): number {
  return a.revision < b.revision ? -1 : a.revision > b.revision ? 1 : 0;
}
