// Request ids: the client's own, or one for what is logged.
import { expect, test } from 'vitest';
import { FrontierError } from '../../src/kernel/errors.js';
import type { Call } from '../../src/kernel/rpc.js';
import type { FinishedCall } from '../../src/transport/pipeline.js';
import { failureOf, getUser, meta, pipeline, request } from './bare-pipeline.js';

const UUID = /^[0-9a-f-]{36}$/;

test.each([
  ['a usable id is kept', 'abc 123~', 'abc 123~'],
  ['128 characters are', 'a'.repeat(128), 'a'.repeat(128)],
  ['129 are not', 'a'.repeat(129), UUID],
  ['nor none', '', UUID],
  ['nor control characters', 'a\tb', UUID],
  ['nor what is not ASCII', 'é', UUID],
])('request id: %s', async (_, given, expected) => {
  const { invoke } = pipeline();
  let seen = '';
  const called = meta({ authorization: 'Bearer good', 'x-request-id': given });
  await invoke(
    getUser((_request, call: Call) => {
      seen = call.requestId;
      return {};
    }),
    request,
    called,
  );
  expect(seen).toMatch(expected);
  expect(called.replied).toEqual({ 'x-request-id': seen });
});

test('nobody is told a request id that nobody asked for', async () => {
  const { invoke, observed } = pipeline();
  const called = meta({ authorization: 'Bearer good' });
  await invoke(
    getUser(() => ({})),
    request,
    called,
  );
  expect(called.replied).toEqual({});
  const { requestId } = observed[0] as FinishedCall;
  expect(called.replied).toEqual({ 'x-request-id': requestId });
});

test('a request id is replied to a call whose timeout is malformed', async () => {
  const called = meta({ 'x-request-id': 'mine' });
  Object.defineProperty(called, 'timeoutMs', {
    get: () => {
      throw new FrontierError('invalid_argument', 'TIMEOUT_MALFORMED', 'malformed');
    },
  });
  const { invoke } = pipeline();
  expect(
    await failureOf(() =>
      invoke(
        getUser(() => ({})),
        request,
        called,
      ),
    ),
  ).toMatchObject({ code: 'invalid_argument' });
  expect(called.replied).toEqual({ 'x-request-id': 'mine' });
});

test('a request id is replied to failures too', async () => {
  const called = meta({});
  await failureOf(() =>
    pipeline().invoke(
      getUser(() => ({})),
      request,
      called,
    ),
  );
  expect(called.replied['x-request-id']).toMatch(UUID);
});
