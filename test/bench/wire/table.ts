// The table of the wire: what was measured, row by row, and whether it holds what it should.
import { spreadOf, timesOf } from '../latency.js';
import { line, type Section, short, told } from '../report.js';
import type { RowResult } from './measure.js';
import { FLOOR } from './rows.js';
import type { WireScale } from './scale.js';

const COLUMNS = [
  '',
  'a second, 128 in flight',
  'of its floor',
  'p50',
  'p99',
  '1 in flight: p50',
  'p99',
  'resident MiB',
];

export function sectionOf(results: readonly RowResult[], { size, spicedb, rounds }: WireScale): Section {
  const { many, one } = rounds;
  return {
    title: 'Over the wire',
    about: [
      `${size.grants.toLocaleString('en')} grants, warm, one core for each server. 128 in flight are 4 connections with 32 calls each`,
      `(HTTP/1.1: 128 connections, two seconds); ${many.rounds} rounds of ${many.seconds} s, one in flight ${one.rounds} of ${one.seconds} s, rows in turn:`,
      'median, least and most of the rounds. One row beside another: the median of their ratios round by round. Times are in',
      'microseconds. The floor and the echoes get the request of `ours: Bearer`, header and all, and answer what it answers; grpc-js is',
      'handed and hands on bytes, no message is parsed. Cerbos is given as many roles and rules as we have, and with each request the',
      'roles of who asks: it stores no grants. SpiceDB has the same tree and grants,',
      `${spicedb.grants.toLocaleString('en')} of them since it takes long to fill, the role as a relation, and is asked in process, without a wire, its client on the same core.`,
    ].join(' '),
    columns: COLUMNS,
    lines: results.map((result) => line(cellsOf(result, results), boundsOf(result, results).join('; '))),
  };
}

function cellsOf({ row, rates, many, one, mebibytes }: RowResult, results: readonly RowResult[]) {
  const floor = row.floor === undefined ? undefined : named(results, row.floor);
  return [
    row.name,
    told(spreadOf(rates)),
    floor === undefined || row.each !== undefined ? '' : timesOf(rates, floor.rates).toFixed(2),
    ...[many.p50, many.p99, one.p50, one.p99].map(({ median }) => short(median)),
    mebibytes === undefined ? '' : short(mebibytes),
  ];
}

function named(results: readonly RowResult[], name: string): RowResult | undefined {
  return results.find(({ row }) => row.name === name);
}

/** At least so many times the rate of that row. */
const TIMES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'ours: Bearer': { [FLOOR]: 0.8, 'grpc-js echo': 1.2, Cerbos: 5, 'SpiceDB, in process': 10 },
  'ours: Basic': { [FLOOR]: 0.75 },
  'ours: REST, Bearer': { 'floor: node:http, JSON': 0.7 },
  'ours: AuthToken by secret': { 'the signature of a token alone': 0.8 },
};
const LEAST_DECISIONS = 400_000;
const MOST_P50 = 1.5;
const MOST_P99_US = 500;

function boundsOf(result: RowResult, results: readonly RowResult[]): readonly string[] {
  const { row, rates, one } = result;
  const bounds = Object.entries(TIMES[row.name] ?? {}).flatMap(([name, least]) => {
    const other = named(results, name);
    if (other === undefined) return [];
    const times = timesOf(rates, other.rates);
    return [verdict(times >= least, `${times.toFixed(2)} ≥ ${least} × ${name.replace('floor: ', '')}`)];
  });
  if (row.each !== undefined) bounds.push(verdict(spreadOf(rates).median >= LEAST_DECISIONS, '≥ 400,000'));
  if (row.name !== 'ours: Bearer') return bounds;
  const floor = named(results, FLOOR);
  const p50 = floor === undefined || one.p50.median <= MOST_P50 * floor.one.p50.median;
  return [
    ...bounds,
    verdict(p50, `p50 of one ≤ ${MOST_P50} × floor`),
    verdict(one.p99.median < MOST_P99_US, `p99 of one < ${MOST_P99_US} µs`),
  ];
}

function verdict(holds: boolean, bound: string): string {
  return `${holds ? 'ok' : 'MISS'}, ${bound}`;
}
