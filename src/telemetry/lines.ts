// Counters and histograms whose lines are found once: what is counted on the way of every call looks nothing up and allocates nothing.
import { Counter, Histogram, type Registry } from 'prom-client';

export interface Description {
  readonly name: string;
  readonly help: string;
  /** Their values come from closed sets. */
  readonly labelNames: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;

/** Gives out one line for each set of labels; asked for once, and kept by whoever counts. */
export function counterLines(registry: Registry, { labelNames, ...rest }: Description): (labels: Labels) => Line {
  const lines: { readonly labels: Labels; count: number }[] = [];
  new Counter({
    ...rest,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, count } of lines) this.inc(labels, count);
    },
  });
  return (labels) => {
    const line = { labels, count: 0 };
    lines.push(line);
    return {
      add: () => {
        line.count += 1;
      },
    };
  };
}

export interface Line {
  add(): void;
}

export interface HistogramLine {
  observe(value: number): void;
}

interface Observed {
  readonly labels: Labels;
  /** One more than there are bounds: for what is above them all. */
  readonly counts: Float64Array;
  sum: number;
}

/** The same of a histogram; `bounds` rise. */
export function histogramLines(
  registry: Registry,
  { labelNames, ...rest }: Description,
  bounds: readonly number[],
): (labels: Labels) => HistogramLine {
  const lines: Observed[] = [];
  const description = { ...rest, labelNames: [...labelNames], buckets: [...bounds], registers: [] };
  const empty = new Histogram(description);
  const get = async () => ({
    ...(await empty.get()),
    values: lines.flatMap((line) => valuesOf(rest.name, line, bounds)),
  });
  // The registry asks `get` of what has not the other.
  registry.registerMetric(Object.assign(new Histogram(description), { get, getForPromString: undefined }));
  return (labels) => {
    const line = { labels, counts: new Float64Array(bounds.length + 1), sum: 0 };
    lines.push(line);
    return { observe: (value) => observe(line, bounds, value) };
  };
}

function observe(line: Observed, bounds: readonly number[], value: number): void {
  let bucket = 0;
  while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
  line.counts[bucket] = (line.counts[bucket] as number) + 1;
  line.sum += value;
}

/** Buckets count what lies below their bound, all of it. */
function valuesOf(name: string, { labels, counts, sum }: Observed, bounds: readonly number[]) {
  let count = 0;
  const buckets = [...bounds, '+Inf'].map((le, index) => {
    count += counts[index] as number;
    return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: count };
  });
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
