// Which calls are logged, as the setting says it.
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.js';

const read = (text: string) => readConfig({ FRONTIER_LOG_CALLS: text }, { terminal: false });

test.each([
  ['all', 1],
  ['errors', 0],
  ['sample:1', 1],
  ['sample:9999999', 9_999_999],
])('takes %s', (text, calls) => expect(read(text)).toMatchObject({ ok: true, config: { log: { calls } } }));

test.each(['none', 'sample', 'sample:0', 'sample:-1', 'sample:1.5', 'sample:10000000', 'ALL'])('refuses %s', (text) =>
  expect(read(text)).toEqual({ ok: false, faults: [expect.stringMatching(/^FRONTIER_LOG_CALLS is none of these/)] }),
);
