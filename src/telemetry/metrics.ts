// What the service counts and measures, for Prometheus to fetch. Labels come from closed sets: no ids, no names, no secrets.
import { Registry } from 'prom-client';
import type { CallRecord } from './call-log.js';
import { callMetrics } from './call-metrics.js';
import { type DecisionSource, decisionMetrics, loadMetric } from './decision-metrics.js';
import { type KeySource, keyMetrics } from './key-metrics.js';
import { limitMetric } from './limit-metric.js';

export interface Metrics {
  /** Counts a call that is over. */
  called(call: CallRecord): void;
  /** A call was refused by the limit of that name. */
  limited(limit: string): void;
  /** A load of the maps took so many milliseconds. */
  loaded(milliseconds: number): void;
  /** From now on what decisions are made from, and what tokens are signed with, is measured, too, at each fetch. */
  measure(source: DecisionSource & KeySource): void;
  readonly contentType: string;
  /** Prometheus' text format. */
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
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
