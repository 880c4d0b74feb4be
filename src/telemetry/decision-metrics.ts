// What was decided, what decisions are made from, and how far it is behind. The counting is done where it happens; here it is read.
import { Counter, Gauge, type Registry } from 'prom-client';
import { type Decisions, MAP_NAMES } from '../decisions/index.js';
import { histogramLines } from './lines.js';

export interface DecisionSource {
  readonly decisions: Decisions;
  /** The store's newest revision. */
  newestRevision(): Promise<string>;
}

/** From a store on the same machine to one that is in trouble, in seconds. */
const BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];
/** A store that does not answer must not keep the rest from being fetched. */
const PATIENCE_MS = 1_000;

export function loadMetric(registry: Registry): (milliseconds: number) => void {
  const description = {
    name: 'frontier_map_load_duration_seconds',
    help: 'How long loads of what decisions lacked took.',
    labelNames: [],
  };
  const { observe } = histogramLines(registry, description, BOUNDS)({});
  return (milliseconds) => observe(milliseconds / 1000);
}

export function decisionMetrics(registry: Registry, source: DecisionSource): void {
  outcomes(registry, source);
  maps(registry, source);
  feed(registry, source);
}

function outcomes(registry: Registry, { decisions }: DecisionSource): void {
  new Counter({
    name: 'frontier_decisions_total',
    help: 'Decisions that callers asked for, by result and reason of a denial.',
    labelNames: ['result', 'reason'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [outcome, count] of Object.entries(decisions.outcomes))
        if (outcome === 'allowed') this.inc({ result: 'allowed', reason: '' }, count);
        else this.inc({ result: 'denied', reason: outcome }, count);
    },
  });
}

function maps(registry: Registry, { decisions: { maps } }: DecisionSource): void {
  const registers = [registry];
  const labelNames = ['map'];
  new Gauge({
    name: 'frontier_map_entries',
    help: 'Entries in memory to decide from.',
    labelNames,
    registers,
    collect() {
      for (const [map, size] of Object.entries(maps.sizes())) this.set({ map }, size);
    },
  });
  const tallied = (name: string, help: string, member: 'hits' | 'loads') =>
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        for (const map of MAP_NAMES) this.inc({ map }, maps.tallies[map][member]);
      },
    });
  tallied(
    'frontier_map_hits_total',
    'Entries that were in memory when a decision looked for them; what it still knows of them it does not look for.',
    'hits',
  );
  tallied('frontier_map_loads_total', 'Entries that were not, and were loaded.', 'loads');
}

function feed(registry: Registry, { decisions, newestRevision }: DecisionSource): void {
  const registers = [registry];
  new Gauge({
    name: 'frontier_feed_lag_revisions',
    aggregator: 'max',
    help: 'Revisions that the store has and this replica has not applied; missing while the store does not answer.',
    registers,
    async collect() {
      const newest = await inTime(newestRevision());
      if (newest === undefined) this.remove();
      else this.set(Math.max(Number(newest) - decisions.feed.applied(), 0));
    },
  });
  new Gauge({
    name: 'frontier_feed_lag_milliseconds',
    aggregator: 'max',
    help: 'Time since this replica last asked the store for changes and was answered.',
    registers,
    collect() {
      this.set(decisions.feed.age());
    },
  });
}

/** Undefined for what fails or takes too long. */
function inTime<T>(work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
    work.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer));
  });
}
