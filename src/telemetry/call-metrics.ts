// Calls by method and code, and how long they took.
import type { Registry } from 'prom-client';
import type { CallRecord } from './call-log.js';
import { counterLines, type HistogramLine, histogramLines, type Line } from './lines.js';

/** From a warm check to a bulk write, in seconds. */
const BOUNDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface MethodLines {
  readonly byCode: Map<string, Line>;
  readonly duration: HistogramLine;
}

/** A method's lines appear with its first call. */
export function callMetrics(registry: Registry): (call: CallRecord) => void {
  const calls = counterLines(registry, {
    name: 'frontier_calls_total',
    help: 'Calls that are over, by method and code of the answer.',
    labelNames: ['method', 'code'],
  });
  const durations = histogramLines(
    registry,
    {
      name: 'frontier_call_duration_seconds',
      help: 'How long calls took, by method; of streams, how long they lasted.',
      labelNames: ['method'],
    },
    BOUNDS,
  );
  const methods = new Map<string, MethodLines>();

  function newMethod(method: string): MethodLines {
    const lines = { byCode: new Map<string, Line>(), duration: durations({ method }) };
    methods.set(method, lines);
    return lines;
  }

  function newLine({ byCode }: MethodLines, method: string, code: string): Line {
    const line = calls({ method, code });
    byCode.set(code, line);
    return line;
  }

  return ({ method, code, durationMs }) => {
    const lines = methods.get(method) ?? newMethod(method);
    const line = lines.byCode.get(code) ?? newLine(lines, method, code);
    line.add();
    lines.duration.observe(durationMs / 1000);
  };
}
