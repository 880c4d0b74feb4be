// FRONTIER_CLOCK_OFFSET: a duration with or without a sign.
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.js';

const read = (text: string) => readConfig({ FRONTIER_CLOCK_OFFSET: text }, { terminal: false });

test.each([
  ['2m', 120],
  ['-90s', -90],
  ['+1d', 86_400],
  ['0', 0],
])('takes %s', (text, seconds) => {
  expect(read(text)).toMatchObject({ ok: true, config: { clockOffsetSeconds: seconds } });
});

test.each(['2d', '--1s', '1.5s', 'now'])('refuses %s', (text) => {
  expect(read(text)).toMatchObject({ ok: false, faults: [expect.stringMatching(/^FRONTIER_CLOCK_OFFSET /)] });
});
