// A database in passing trouble is told as such; anything else is not explained away.
import { expect, test } from 'vitest';
import { asStorageError } from '../../src/storage/index.js';

test.each([
  ['ECONNREFUSED', 'connect ECONNREFUSED', 'unavailable'],
  ['57P01', 'terminating connection due to administrator command', 'unavailable'],
  ['', 'Connection terminated unexpectedly', 'unavailable'],
  ['53300', 'sorry, too many clients already', 'unavailable'],
  ['40P01', 'deadlock detected', 'aborted'],
  ['23505', 'duplicate key value violates unique constraint', undefined],
  ['', 'x is not a function', undefined],
])('%s %s', (code, message, expected) => {
  const error = Object.assign(new Error(message), { code });
  expect(asStorageError(error)?.code).toBe(expected);
});
