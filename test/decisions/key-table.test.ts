// The bounded table under the decisions, against a plain map; and the words of ids, against their codes.
import { expect, test } from 'vitest';
import { uuidCodes } from '../../src/decisions/engine/uuid-codes.js';
import { uuidWords } from '../../src/decisions/engine/uuid-words.js';
import { createKeyTable, type Kept } from '../../src/decisions/maps/key-table.js';
import { seeded } from '../support/seeded.js';

const NAMESPACES = ['app/user', 'app/group', 'compute/order'];

interface Numbered extends Kept {
  readonly number: number;
}

function entryOf(key: string, number: number): Numbered {
  return { key, number, recent: false, gone: false, previous: undefined, next: undefined };
}

/** Ids that differ in their first digits alone, which all share one slot, or in their last. */
function idOf(number: number): string {
  const hex = number.toString(16).padStart(8, '0');
  return number % 3 === 0 ? `${hex}-0000-4000-8000-000000000000` : `00000000-0000-4000-8000-0000${hex}`;
}

test('answers what was put in last under a key, never more than its bound, and tells what is gone', () => {
  const random = seeded(1);
  const table = createKeyTable<Numbered>(50);
  const put = new Map<string, Numbered>();
  const wrong: unknown[] = [];
  const isTrue = (holds: boolean, what: unknown) => {
    if (!holds) wrong.push(what);
  };
  for (let step = 0; step < 30_000; step += 1) {
    const [namespace, id] = [random.pick(NAMESPACES), idOf(random.below(80))];
    const key = `${namespace}:${id}`;
    if (random.chance(0.002)) table.clear();
    else if (random.chance(0.1)) {
      table.delete(key);
      isTrue(table.peek(key) === undefined, ['deleted', step]);
    } else if (random.chance(0.5)) {
      const entry = entryOf(key, step);
      table.set(entry);
      isTrue(table.peek(key) === entry, ['put', step]);
      put.set(key, entry);
    }
    const found = table.get(key);
    isTrue(found === undefined || (found === put.get(key) && !found.gone), ['get', step]);
    isTrue(table.size() <= 50, ['size', step]);
  }
  for (const [key, entry] of put) isTrue(entry.gone === (table.peek(key) !== entry), ['gone', key]);
  expect(wrong).toEqual([]);
  expect([...put].filter(([key, entry]) => table.peek(key) === entry).length).toBe(table.size());
});

test('what is asked for stays while what is not leaves', () => {
  const table = createKeyTable<Numbered>(100);
  const keyOf = (number: number) => `app/user:${idOf(number)}`;
  table.set(entryOf(keyOf(0), 0));
  for (let number = 1; number < 2_000; number += 1) {
    table.set(entryOf(keyOf(number), number));
    expect(table.get(keyOf(0))?.number).toBe(0);
    if (number > 40) expect(table.peek(keyOf(number - 40))?.number).toBe(number - 40);
    if (number > 200) expect(table.peek(keyOf(number - 150))).toBeUndefined();
  }
  expect(table.size()).toBe(100);
});

test('holds everything up to its bound, be it scattered or all of one place', () => {
  for (const step of [1, 3]) {
    const keyOf = (number: number) => `app/group:${idOf(number * step)}`;
    const table = createKeyTable<Numbered>(5_000);
    for (let number = 0; number < 5_000; number += 1) table.set(entryOf(keyOf(number), number));
    for (let number = 0; number < 5_000; number += 2) table.delete(keyOf(number));
    const found = Array.from({ length: 5_000 }, (_, number) => table.get(keyOf(number))?.number);
    expect(found).toEqual(Array.from({ length: 5_000 }, (_, number) => (number % 2 === 0 ? undefined : number)));
    expect(table.size()).toBe(2_500);
    expect(table.get(keyOf(1).replace('app/group', 'app/user'))).toBeUndefined();
    expect(table.get(keyOf(7))?.number).toBe(7);
  }
});

test('the words of an id are its codes', () => {
  const random = seeded(3);
  const hex = (digits: number) => Array.from({ length: digits }, () => random.pick([...'0123456789abcdef'])).join('');
  for (const id of [...Array.from({ length: 100 }, () => [8, 4, 4, 4, 12].map(hex).join('-')), 'platform']) {
    const { a, b, c, d } = uuidWords(id);
    const codes = [a, b, c, d].flatMap((word) => [word >>> 16, word & 0xffff]);
    expect(String.fromCharCode(...codes)).toBe(uuidCodes(id));
  }
});
