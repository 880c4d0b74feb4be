// Calls that were refused because there had been too many, by the limit that was met.
import type { Registry } from 'prom-client';
import { counterLines, type Line } from './lines.js';

/** A limit's line appears when it is first met. */
export function limitMetric(registry: Registry): (limit: string) => void {
  const lineOf = counterLines(registry, {
    name: 'frontier_limited_calls_total',
    help: 'Calls refused after too many failed authentications or tokens, by limit.',
    labelNames: ['limit'],
  });
  const lines = new Map<string, Line>();
  return (limit) => {
    const line = lines.get(limit) ?? lineOf({ limit });
    lines.set(limit, line);
    line.add();
  };
}
