// What the service counts and measures, for Prometheus to fetch. Labels come from closed sets: no ids, no names, no secrets.
import { Registry } from 'prom-client';
import type { KeptRevocations, Way } from '../revocation/index.js';
import type { CallRecord } from './call-log.js';
import { callMetrics } from './call-metrics.js';
import { type DecisionSource, decisionMetrics, loadMetric } from './decision-metrics.js';
import { type KeySource, keyMetrics } from './key-metrics.js';
import { limitMetric } from './limit-metric.js';
import { appliedMetric, revocationMetrics } from './revocation-metrics.js';
import { sumOfWorkers } from './worker-metrics.js';

export interface Metrics {
  /** Counts a call that is over. */
  called(call: CallRecord): void;
  /** A call was refused by the limit of that name. */
  limited(limit: string): void;
  /** A load of the maps took so many milliseconds. */
  loaded(milliseconds: number): void;
  /** From now on what decisions are made from, and what tokens are signed with, is measured, too, at each fetch. */
  measure(source: DecisionSource & KeySource): void;
  /** A revocation was applied so many milliseconds after it was recorded. */
  revocationApplied(way: Way, milliseconds: number): void;
  /** From now on what is revoked is measured, too, at each fetch. */
  measureRevocations(kept: KeptRevocations): void;
  readonly contentType: string;
  /** Prometheus' text format; of all workers together where there are several. */
  text(): Promise<string>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  return {
    called: callMetrics(registry),
    limited: limitMetric(registry),
    loaded: loadMetric(registry),
    measure: (source) => {
      decisionMetrics(registry, source);
      keyMetrics(registry, source);
    },
    revocationApplied: appliedMetric(registry),
    measureRevocations: (kept) => revocationMetrics(registry, kept),
    contentType: registry.contentType,
    text: sumOfWorkers(registry) ?? (() => registry.metrics()),
  };
}
