// A part of a store that is out of proportion: cold and warm checks over it, and what they leave in memory.
import { type AskedQuestion, checkPermission } from '../../../src/decisions/check-permission.js';
import { createDecisions, type Decisions } from '../../../src/decisions/decisions.js';
import type { DecisionStore } from '../../../src/decisions/load/store.js';
import { type Latency, latencyFor, spreadOf } from '../latency.js';
import { bytesKeptBy } from '../memory.js';
import { type Line, line, type Section, short, told } from '../report.js';
import { COLD_BOUND_MS, coldLine, coldRounds } from './cold.js';
import type { Scale } from './scale.js';
import { inTurn } from './warm.js';

export interface Shape {
  readonly name: string;
  /** Of one shape, all allowed, as many different ones as there are up to a few thousand. */
  readonly questions: readonly AskedQuestion[];
}

const WARM_BOUND_US = 5;
const ENTRIES = 100_000;
/** What fewer checks leave in memory drowns in what else comes and goes. */
const ENOUGH = 100;

export async function measureShapes(
  store: DecisionStore,
  shapes: readonly Shape[],
  scale: Scale,
): Promise<Section['lines']> {
  const lines: Line[] = [];
  for (const shape of shapes) lines.push(await measureShape(store, shape, scale));
  return lines;
}

async function measureShape(store: DecisionStore, { name, questions }: Shape, scale: Scale): Promise<Line> {
  const { rounds, coldChecks, warmMs } = scale;
  const cold = coldLine([name], await coldRounds({ store, questions, checks: coldChecks, rounds }));
  const { bytes, kept } = await bytesKeptBy(() => askAll(store, questions));
  const expected = questions.map((question) => ({ question, outcome: 'allowed' as const }));
  const warm: Latency[] = [];
  for (let round = 0; round < rounds; round += 1) warm.push(latencyFor(warmMs, inTurn(kept, expected)));
  const median = spreadOf(warm.map((latency) => latency.median));
  const met = cold.bound.startsWith('ok') && median.median <= WARM_BOUND_US;
  const bound = `${met ? 'ok' : 'MISS'}, ≤ ${COLD_BOUND_MS} ms p95 cold and ≤ ${WARM_BOUND_US} µs warm`;
  const each = questions.length < ENOUGH ? '' : short(bytes / questions.length);
  return line([...cold.cells, told(median), each], bound);
}

async function askAll(store: DecisionStore, questions: readonly AskedQuestion[]): Promise<Decisions> {
  const decisions = await createDecisions(store, ENTRIES);
  for (const question of questions) {
    const { outcome } = await checkPermission(decisions, question);
    if (outcome !== 'allowed') throw new Error(`${JSON.stringify(question)} is ${outcome}`);
  }
  return decisions;
}
