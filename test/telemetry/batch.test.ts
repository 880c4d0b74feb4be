// Lines that wait for each other: one write a turn, in order, none lost and none held back for long.
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createBatch } from '../../src/telemetry/index.js';

function batch() {
  const written: string[] = [];
  return { written, ...createBatch((text) => written.push(text)) };
}

test('what is added in one turn is written at once when it is over', async () => {
  const { written, add } = batch();
  add('a\n');
  add('b\n');
  expect(written).toEqual([]);
  await setImmediate();
  expect(written).toEqual(['a\nb\n']);
  add('c\n');
  await setImmediate();
  expect(written).toEqual(['a\nb\n', 'c\n']);
});

test('flush does not wait, and writes nothing twice', async () => {
  const { written, add, flush } = batch();
  add('a\n');
  flush();
  flush();
  await setImmediate();
  expect(written).toEqual(['a\n']);
});

test('much is not held back', () => {
  const { written, add } = batch();
  for (let line = 0; line < 3; line += 1) add('x'.repeat(40_000));
  expect(written).toHaveLength(1);
});
