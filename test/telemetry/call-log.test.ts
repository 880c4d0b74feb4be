// The line of a call: everything an operator asks for, and stacks only where the fault is ours.
import { describe, expect, test } from 'vitest';
import { type CallRecord, callLog, createLogger } from '../../src/telemetry/index.js';
import { testClock } from '../support/clock.js';

const CALL: CallRecord = {
  method: 'FrontierService/CreateSecret',
  code: 'ok',
  reason: undefined,
  durationMs: 1.23456,
  principal: {
    namespace: 'app/serviceuser',
    id: '0b7f3a52-0000-4000-8000-000000000001',
    via: 'client_credentials',
    credentialId: '0b7f3a52-0000-4000-8000-000000000002',
  },
  requestId: 'r-1',
  peer: '127.0.0.1',
  protocol: 'grpc',
};

function lineOf(call: CallRecord): Record<string, unknown> {
  const lines: string[] = [];
  const log = { level: 'info', format: 'json' } as const;
  callLog(createLogger({ log, clock: testClock(), write: (line) => lines.push(line) }))(call);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

test('a call is one line', () => {
  expect(lineOf(CALL)).toEqual({
    level: 'info',
    time: '2026-01-01T00:00:00.000Z',
    msg: 'call',
    method: 'FrontierService/CreateSecret',
    code: 'ok',
    duration_ms: 1.235,
    principal: 'app/serviceuser:0b7f3a52-0000-4000-8000-000000000001',
    request_id: 'r-1',
    peer: '127.0.0.1',
    protocol: 'grpc',
  });
});

describe('the level tells whose trouble it is', () => {
  test.each([
    ['permission_denied', 'info'],
    ['unauthenticated', 'info'],
    ['invalid_argument', 'info'],
    ['unavailable', 'warn'],
    ['deadline_exceeded', 'warn'],
    ['internal', 'error'],
    ['unknown', 'error'],
    ['data_loss', 'error'],
  ] as const)('%s: %s', (code, level) =>
    expect(lineOf({ ...CALL, code, reason: 'SOME_REASON' })).toMatchObject({ level, code, reason: 'SOME_REASON' }),
  );
});

test('the stack is logged for our faults only', () => {
  const cause = new Error('boom');
  expect(lineOf({ ...CALL, code: 'internal', cause })['err']).toMatchObject({
    message: 'boom',
    stack: expect.stringContaining('call-log.test.ts'),
  });
  expect(lineOf({ ...CALL, code: 'not_found', cause })).not.toHaveProperty('err');
});

test.each([
  [1, ['a', 'a', 'a', 'a', 'a', 'b']],
  [0, []],
  [3, ['a', 'a', 'b']],
])('of each method one in %s that goes well is logged, the first one too', (every, methods) => {
  const lines: string[] = [];
  const log = { level: 'info', format: 'json' } as const;
  const logger = createLogger({ log, clock: testClock(), write: (line) => lines.push(line) });
  const logCall = callLog(logger, every);
  for (const method of ['a', 'a', 'a', 'a', 'a', 'b']) logCall({ ...CALL, method: `S/Get${method}` });
  expect(lines.map((line) => JSON.parse(line).method.slice(-1))).toEqual(methods);
  for (let time = 0; time < 3; time += 1) logCall({ ...CALL, code: 'permission_denied', method: 'c' });
  expect(lines).toHaveLength(methods.length + 3);
});

test.each([
  ['CreateSecret', 3],
  ['DeletePolicy', 3],
  ['ApplyGrants', 3],
  ['CheckPermission', 1],
  ['BatchCheckPermission', 1],
  ['AuthToken', 1],
  ['ListUsers', 1],
])('of a sample of a hundred, %s three times makes %i lines', (rpc, expected) => {
  const lines: string[] = [];
  const log = { level: 'info', format: 'json' } as const;
  const logCall = callLog(createLogger({ log, clock: testClock(), write: (line) => lines.push(line) }), 100);
  for (let time = 0; time < 3; time += 1) logCall({ ...CALL, method: `FrontierService/${rpc}` });
  expect(lines).toHaveLength(expected);
});
