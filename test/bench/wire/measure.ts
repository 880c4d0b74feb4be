// Measures rows in rounds: each row once in every round, so that what changes on the machine meets all of them.
import { type Spread, spreadOf } from '../latency.js';
import type { InFlight, LoadOptions, Measured } from './load.js';
import type { Row } from './rows.js';

export interface RowResult {
  readonly row: Row;
  /** Round by round, with 128 in flight: answers times what each counts. */
  readonly rates: readonly number[];
  readonly many: Latencies;
  readonly one: Latencies;
  readonly mebibytes: number | undefined;
}

/** Microseconds. */
export interface Latencies {
  readonly p50: Spread;
  readonly p99: Spread;
}

export interface Rounds {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

export async function measureRows(
  rows: readonly Row[],
  { many, one }: { readonly many: Rounds; readonly one: Rounds },
): Promise<readonly RowResult[]> {
  const loaded = await inTurn(rows, 'many', many);
  const single = await inTurn(rows, 'one', one);
  return rows.map((row, index) => {
    const measured = loaded[index] as readonly Measured[];
    return {
      row,
      rates: measured.map(({ perSecond }) => perSecond * (row.each ?? 1)),
      many: latenciesOf(measured),
      one: latenciesOf(single[index] as readonly Measured[]),
      mebibytes: row.server.residentMiB(),
    };
  });
}

async function inTurn(rows: readonly Row[], inFlight: InFlight, { rounds, ...options }: Rounds) {
  const measured: Measured[][] = rows.map(() => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [index, row] of rows.entries()) {
      const load: LoadOptions = { ...options, inFlight };
      (measured[index] as Measured[]).push(await row.load(load));
    }
  return measured;
}

function latenciesOf(measured: readonly Measured[]): Latencies {
  return {
    p50: spreadOf(measured.map(({ p50 }) => p50)),
    p99: spreadOf(measured.map(({ p99 }) => p99)),
  };
}
