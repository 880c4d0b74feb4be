// How long calls take, one by one: tinybench for the measuring, rounds and percentiles for what we ask of it.
import { Bench, type FnOptions } from 'tinybench';

/** Microseconds. */
export interface Latency {
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
}

/** What repeated measurements came to. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Runs `work` for so long; at least a thousand times first, so that it is compiled. */
export function latencyFor(milliseconds: number, work: () => unknown): Latency {
  const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 4, retainSamples: true, throws: true });
  bench.add('work', work, { async: false });
  return latencyOf(bench.runSync()[0]);
}

/** Runs `work` so many times, each after `prepare`, whose time does not count. */
export async function latencyOfEach(
  times: number,
  work: () => Promise<unknown>,
  prepare: () => Promise<void>,
): Promise<Latency> {
  const warmupIterations = Math.min(times, WARMUP_CALLS);
  const counts = { iterations: times, time: 0, warmupIterations, warmupTime: 0 };
  const bench = new Bench({ ...counts, retainSamples: true, throws: true });
  const options: FnOptions = { async: true, beforeEach: prepare };
  bench.add('work', work, options);
  return latencyOf((await bench.run())[0]);
}

const WARMUP_CALLS = 30;

function latencyOf(task: Bench['tasks'][number] | undefined): Latency {
  const result = task?.result;
  if (result?.state !== 'completed' || result.latency.samples === undefined) throw new Error('nothing was measured');
  const sorted = result.latency.samples;
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number) * 1e3;
  return { median: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** How many times as much as another, measured in the same rounds: the median of what each round says. */
export function timesOf(these: readonly number[], others: readonly number[]): number {
  return spreadOf(these.map((value, round) => value / (others[round] as number))).median;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] as number, sorted[Math.floor(middle)] as number];
  return { median: (low + high) / 2, min: sorted[0] as number, max: sorted.at(-1) as number };
}
