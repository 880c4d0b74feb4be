// Checks answered from memory: over stores of several sizes, turn by turn, so that what disturbs the machine disturbs all alike.
import { checkPermission } from '../../../src/decisions/check-permission.js';
import { createDecisions, type Decisions } from '../../../src/decisions/decisions.js';
import type { DecisionStore } from '../../../src/decisions/load/store.js';
import { createMissing, takeMissing } from '../../../src/decisions/maps/missing.js';
import { seeded } from '../../support/seeded.js';
import { type Latency, latencyFor, spreadOf } from '../latency.js';
import { type Line, line, type Section, short, told, within } from '../report.js';
import { principalKey, resourceKey } from './grants.js';
import { type Expected, questionsOf, type Store } from './questions.js';
import { PRINCIPALS_PER_ORGANIZATION, PROJECTS_PER_ORGANIZATION, RESOURCES_PER_PROJECT, type Scale } from './scale.js';

export interface WarmStore extends Store {
  readonly decisions: Decisions;
}

const BOUND_US = 3;
const BOUND_RATIO = 1.2;
const PER_LOAD = 1_000;
/**
 * A thousand questions come round again and again: what is bounded. Or so many that each is of entries not looked at for long, which
 * tells how much of it is waiting for the machine's memory: reported, since that is the machine's more than ours.
 */
const ASKED = [
  { count: 1_000, isBounded: true },
  { count: 200_000, isBounded: false },
];

/** Everything of the store in memory. */
export async function warmUp(store: DecisionStore, { organizations, grants }: Store): Promise<WarmStore> {
  const principals = organizations * PRINCIPALS_PER_ORGANIZATION;
  const resources = organizations * PROJECTS_PER_ORGANIZATION * RESOURCES_PER_PROJECT;
  const decisions = await createDecisions(store, principals + resources + 10_000);
  await load(decisions, 'identities', { from: 0, to: principals, keyOf: principalKey });
  await load(decisions, 'objects', { from: 0, to: resources, keyOf: resourceKey });
  return { organizations, grants, decisions };
}

export interface Numbered {
  readonly from: number;
  /** The first that is not meant. */
  readonly to: number;
  readonly keyOf: (number: number) => string;
}

/** Brings in what is numbered so, and the groups and ancestors with it. */
export async function load(
  { feed }: Decisions,
  kind: 'identities' | 'objects',
  { from, to, keyOf }: Numbered,
): Promise<void> {
  const nothing = takeMissing(createMissing());
  for (let start = from; start < to; start += PER_LOAD) {
    const keys = Array.from({ length: Math.min(PER_LOAD, to - start) }, (_, index) => keyOf(start + index));
    await feed.load({ ...nothing, [kind]: keys, objects: keys });
  }
}

export function measureWarm(stores: readonly WarmStore[], { rounds, warmMs }: Scale): Section {
  const lines = ASKED.flatMap(({ count, isBounded }) => {
    const asked = stores.map((store) => questionsOf(store, count, seeded(1)));
    for (const [index, { decisions }] of stores.entries()) expectAll(decisions, asked[index] ?? []);
    const results = stores.map((): Latency[] => []);
    for (let round = 0; round < rounds; round += 1)
      for (const [index, { decisions }] of stores.entries())
        results[index]?.push(latencyFor(warmMs, inTurn(decisions, asked[index] ?? [])));
    return linesOf({ stores, count, isBounded }, results);
  });
  return {
    title: 'Warm checks, in process',
    about: `Everything is in memory. Microseconds a call; median, least and most of ${rounds} rounds.`,
    columns: ['grants', 'different questions', 'median', 'p99'],
    lines,
  };
}

/** Asks one after the other, from the start again after the last; throws should one not be answered from memory. */
export function inTurn(decisions: Decisions, asked: readonly Expected[]): () => unknown {
  let next = 0;
  return () => {
    next = next + 1 < asked.length ? next + 1 : 0;
    const answer = checkPermission(decisions, (asked[next] as Expected).question);
    if (answer instanceof Promise) throw new Error('a check was not warm');
    return answer;
  };
}

function expectAll(decisions: Decisions, asked: readonly Expected[]): void {
  for (const { question, outcome } of asked) {
    const decision = checkPermission(decisions, question);
    if (decision instanceof Promise) throw new Error('a check was not warm');
    if (outcome !== undefined && decision.outcome !== outcome)
      throw new Error(`${JSON.stringify(question)} is ${decision.outcome}`);
  }
}

interface Measured {
  readonly stores: readonly WarmStore[];
  /** Of different questions. */
  readonly count: number;
  readonly isBounded: boolean;
}

function linesOf({ stores, count, isBounded }: Measured, results: readonly Latency[][]): readonly Line[] {
  const medians = results.map((rounds) => spreadOf(rounds.map(({ median }) => median)));
  const lines = stores.map(({ grants }, index) => {
    const median = medians[index] ?? { median: Number.NaN, min: Number.NaN, max: Number.NaN };
    const p99 = spreadOf((results[index] ?? []).map((latency) => latency.p99));
    const cells = [grants.toLocaleString('en'), count.toLocaleString('en'), told(median), told(p99)];
    return line(cells, isBounded ? within(BOUND_US, 'µs', [median.median]) : undefined);
  });
  const all = medians.map(({ median }) => median);
  const ratio = Math.max(...all) / Math.min(...all);
  const cells = ['slowest to fastest', count.toLocaleString('en'), `${short(ratio)} ×`, ''];
  return [...lines, line(cells, isBounded ? within(BOUND_RATIO, '×', [ratio]) : undefined)];
}
