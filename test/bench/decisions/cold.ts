// Checks of which nothing is in memory but roles and permissions: each has to ask Postgres.
import { type AskedQuestion, checkPermission } from '../../../src/decisions/check-permission.js';
import { createDecisions, type Decisions } from '../../../src/decisions/decisions.js';
import type { DecisionStore } from '../../../src/decisions/load/store.js';
import { type Latency, latencyOfEach, type Spread, spreadOf } from '../latency.js';
import { type Line, line, told, within } from '../report.js';

export const COLD_BOUND_MS = 5;

const ENTRIES = 10_000;

export interface ColdPlan {
  readonly store: DecisionStore;
  readonly questions: readonly AskedQuestion[];
  readonly checks: number;
  readonly rounds: number;
}

/** One measurement a round, each check with empty maps. */
export async function coldRounds({ store, questions, checks, rounds }: ColdPlan): Promise<readonly Latency[]> {
  const results: Latency[] = [];
  const startable = rememberingStart(store);
  let asked = 0;
  for (let round = 0; round < rounds; round += 1) {
    let decisions: Decisions;
    const empty = async () => {
      decisions = await createDecisions(startable, ENTRIES);
    };
    const work = async () => {
      const question = questions[asked % questions.length] as AskedQuestion;
      asked += 1;
      await checkPermission(decisions, question);
    };
    results.push(await latencyOfEach(checks, work, empty));
  }
  return results;
}

/** Reads what every start reads once only: no check is timed with it, but a start before each would take longer than the checks. */
function rememberingStart(store: DecisionStore): DecisionStore {
  let start: ReturnType<DecisionStore['changesSince']> | undefined;
  let residents: ReturnType<DecisionStore['residents']> | undefined;
  let permissions: ReturnType<DecisionStore['load']> | undefined;
  return {
    changesSince(since) {
      if (since > 0) return store.changesSince(since);
      start ??= store.changesSince(since);
      return start;
    },
    residents() {
      residents ??= store.residents();
      return residents;
    },
    load(wanted, since) {
      if (!wanted.everyPermission) return store.load(wanted, since);
      permissions ??= store.load(wanted, since);
      return permissions;
    },
  };
}

/** Milliseconds; the bound is on the 95th percentile. */
export function coldLine(names: readonly string[], results: readonly Latency[]): Line {
  const p95 = milliseconds(results.map((latency) => latency.p95));
  const p50 = milliseconds(results.map((latency) => latency.median));
  return line([...names, told(p50), told(p95)], within(COLD_BOUND_MS, 'ms', [p95.median]));
}

function milliseconds(values: readonly number[]): Spread {
  return spreadOf(values.map((value) => value / 1e3));
}
