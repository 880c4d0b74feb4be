// What the benchmarks print and keep: tables, each line with its bound where it has one.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem, type } from 'node:os';
import { join } from 'node:path';
import type { Spread } from './latency.js';

export interface Line {
  readonly cells: readonly string[];
  /** `ok, ≤ 3 µs` or `MISS, ≤ 3 µs`; empty without a bound. */
  readonly bound: string;
}

export interface Section {
  readonly title: string;
  /** What was measured and how, in a sentence or two. */
  readonly about: string;
  readonly columns: readonly string[];
  readonly lines: readonly Line[];
}

const RESULTS = join(import.meta.dirname, 'results.md');
const GIB = 2 ** 30;

export function line(cells: readonly string[], bound = ''): Line {
  return { cells, bound };
}

/** Whether all of `values` are at most `most`. */
export function within(most: number, unit: string, values: readonly number[]): string {
  return `${values.every((value) => value <= most) ? 'ok' : 'MISS'}, ≤ ${most} ${unit}`;
}

/** `1.52 (1.49–1.60)`: median, least and most of the rounds. */
export function told({ median, min, max }: Spread): string {
  return `${short(median)} (${short(min)}–${short(max)})`;
}

/** Three significant digits. */
export function short(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

export function print(section: Section): void {
  process.stdout.write(`\n${section.title}\n${section.about}\n\n${table(section)}\n`);
}

/** Keeps the results of a run under `## name`, with the machine and its `surroundings`, in place of those of the run before. */
export function keep(name: string, sections: readonly Section[], surroundings: readonly string[]): void {
  const facts = [...machine(), ...surroundings].map((fact) => `- ${fact}`).join('\n');
  const bodies = sections.map((section) => `### ${section.title}\n\n${section.about}\n\n${table(section)}`);
  writeSection(name, [facts, ...bodies].join('\n\n'));
}

/** Puts `markdown` under `## name` in the results, in place of what was there; all other sections stay. Its headings are `###` and lower. */
export function writeSection(name: string, markdown: string): void {
  const sections = new Map(existsSync(RESULTS) ? sectionsOf(readFileSync(RESULTS, 'utf8')) : []);
  sections.set(name, markdown.trim());
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(RESULTS, `# Results\n\n${sorted.map(([title, body]) => `## ${title}\n\n${body}\n`).join('\n')}`);
}

function sectionsOf(text: string): readonly (readonly [name: string, markdown: string])[] {
  const [, ...sections] = text.split(/^## /m);
  return sections.map((section) => {
    const end = section.indexOf('\n');
    return [section.slice(0, end).trim(), section.slice(end).trim()];
  });
}

function machine(): readonly string[] {
  const [first] = cpus();
  return [
    `${new Date().toISOString().slice(0, 10)}`,
    `${cpus().length} cores (${first?.model.trim()}), ${Math.round(totalmem() / GIB)} GiB, ${type()}`,
    `load average ${short(loadavg()[1] ?? 0)} at the end; far above the number of cores, it says that others ran beside and the tails are theirs`,
    `Node ${process.version}`,
  ];
}

function table({ columns, lines }: Section): string {
  const rows = [[...columns, 'bound'], ...lines.map(({ cells, bound }) => [...cells, bound])];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const text = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [text[0], rule, ...text.slice(1)].join('\n');
}
