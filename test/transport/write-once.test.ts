// Answers that are one object are written once, and only those that cannot change.
import { expect, test } from 'vitest';
import { writeOnce } from '../../src/transport/write-once.js';

function counting() {
  const written: unknown[] = [];
  const write = writeOnce((answer: Record<string, unknown>) => {
    written.push(answer);
    return { ...answer } as { n?: number };
  });
  return { write, written };
}

test('frozen answers, two of them by turns, are written once each', () => {
  const { write, written } = counting();
  const [yes, no] = [Object.freeze({ n: 1 }), Object.freeze({ n: 2 })];
  const answers = [yes, no, yes, no, no, yes].map((each) => write(each));
  expect(answers.map(({ n }) => n)).toEqual([1, 2, 1, 2, 2, 1]);
  expect(written).toEqual([yes, no]);
});

test('what can change is written each time', () => {
  const { write, written } = counting();
  const answer = { n: 1 };
  expect(write(answer)).toEqual({ n: 1 });
  answer.n = 2;
  expect(write(answer)).toEqual({ n: 2 });
  expect(written).toHaveLength(2);
});

test('few are kept', () => {
  const { write, written } = counting();
  const answers = [1, 2, 3].map((n) => Object.freeze({ n }));
  for (const answer of [...answers, ...answers]) expect(write(answer)).toEqual(answer);
  expect(written).toHaveLength(6);
});
