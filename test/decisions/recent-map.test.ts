// The bounded map under the decisions: never more than its bound, and what is asked for stays.
import { expect, test } from 'vitest';
import { createRecentMap, type Marked } from '../../src/decisions/maps/recent-map.js';
import { seeded } from '../support/seeded.js';

function numbers(max: number) {
  const map = createRecentMap<Marked & { readonly number: number }>(max);
  return {
    ...map,
    get: (key: string) => map.get(key)?.number,
    peek: (key: string) => map.peek(key)?.number,
    set: (key: string, number: number) => map.set(key, { number, recent: false }),
  };
}

test('never holds more than its bound, and answers nothing but what was put in last', () => {
  const random = seeded(1);
  const map = numbers(50);
  const put = new Map<string, number>();
  for (let step = 0; step < 20_000; step += 1) {
    const key = `k${random.below(200)}`;
    if (random.chance(0.01)) map.clear();
    else if (random.chance(0.1)) {
      map.delete(key);
      put.delete(key);
    } else if (random.chance(0.5)) {
      map.set(key, step);
      put.set(key, step);
    }
    expect(map.size()).toBeLessThanOrEqual(50);
    expect([undefined, put.get(key)]).toContain(map.get(key));
    expect(map.peek(key)).toBe(map.get(key));
  }
});

test('what was just put in stays until there is no older entry left', () => {
  const map = numbers(100);
  for (let number = 0; number < 1_000; number += 1) {
    map.set(`k${number}`, number);
    for (let recent = Math.max(0, number - 40); recent <= number; recent += 1)
      expect(map.get(`k${recent}`)).toBe(recent);
  }
});

test('what is asked for again and again outlives what is not', () => {
  const map = numbers(100);
  map.set('asked', 1);
  map.set('not asked', 2);
  for (let number = 0; number < 1_000; number += 1) {
    map.set(`k${number}`, number);
    expect(map.get('asked')).toBe(1);
  }
  expect(map.get('not asked')).toBeUndefined();
});
