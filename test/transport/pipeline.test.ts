// The pipeline without a protocol: order, admission, deadlines, errors, and answers without a promise.
import { expect, test } from 'vitest';
import type { Method } from '../../src/transport/pipeline.js';
import { failureOf, getUser, meta, pipeline, request } from './bare-pipeline.js';
import { CALLER } from './product.js';

test('what is all in memory is answered without a promise', () => {
  const { invoke, observed } = pipeline();
  const method = getUser(
    () => ({ user: { id: 'x' } }),
    () => ({ permission: 'p', object: CALLER }),
  );
  const answer = invoke(method, request, meta(undefined, 1000));
  expect(answer).not.toBeInstanceOf(Promise);
  expect(answer).toEqual({ user: { id: 'x' } });
  expect(observed).toHaveLength(1);
});

test('one step that takes time makes it a promise', async () => {
  const { invoke } = pipeline({ permits: async () => true });
  const answer = invoke(
    getUser(() => ({}), { permission: 'p', object: CALLER }),
    request,
    meta(),
  );
  expect(answer).toBeInstanceOf(Promise);
  await expect(answer).resolves.toEqual({});
});

test('observes each call once, with what is known of it', async () => {
  const { invoke, observed, clock } = pipeline();
  await invoke(
    getUser(() => {
      clock.advance(7);
      return {};
    }),
    request,
    meta({ authorization: 'Bearer good', 'x-request-id': 'mine' }),
  );
  expect(observed).toMatchObject([
    {
      method: 'FrontierService/GetUser',
      code: 'ok',
      reason: undefined,
      durationMs: 7,
      principal: CALLER,
      requestId: 'mine',
      peer: '192.0.2.1',
      protocol: 'grpc',
      cause: undefined,
    },
  ]);
});

test('public: the caller is not even asked who it is', async () => {
  const { invoke, observed } = pipeline();
  let principal: unknown = 'unset';
  const method = getUser((_request, call) => {
    principal = call.principal;
    return {};
  }, 'public');
  await invoke(method, request, meta({ authorization: 'Bearer bad' }));
  expect(principal).toBeUndefined();
  expect(observed[0]).toMatchObject({ code: 'ok', principal: undefined });
});

test.each([
  ['nothing presented', {}, 'NOT_AUTHENTICATED'],
  ['something bad presented', { authorization: 'Bearer bad' }, 'TOKEN_INVALID'],
])('unauthenticated: %s', async (_, headers, reason) => {
  const { invoke, observed } = pipeline();
  let handled = false;
  const method = getUser(() => {
    handled = true;
    return {};
  });
  const error = await failureOf(() => invoke(method, request, meta(headers)));
  expect(error).toMatchObject({ code: 'unauthenticated', reason, message: 'not authenticated' });
  expect(observed).toMatchObject([{ code: 'unauthenticated', reason, principal: undefined }]);
  expect(handled).toBe(false);
});

test.each([
  ['the rule says so', () => 'denied' as const],
  ['the requirement is not met', { permission: 'p', object: CALLER }],
  ['a requirement found later is not met', async () => ({ permission: 'p', object: CALLER })],
])('permission_denied: %s', async (_, access: Method['access']) => {
  const { invoke, observed } = pipeline({ permits: () => false });
  const error = await failureOf(() =>
    invoke(
      getUser(() => ({}), access),
      request,
      meta(),
    ),
  );
  expect(error).toMatchObject({ code: 'permission_denied', message: 'not authorized' });
  expect(observed).toMatchObject([{ code: 'permission_denied', principal: CALLER }]);
});

test('a rule sees the request and the caller', async () => {
  const seen: unknown[] = [];
  const { invoke } = pipeline({
    permits: (principal, requirement) => {
      seen.push(principal, requirement);
      return true;
    },
  });
  const rule: Method['access'] = (message, principal) => {
    seen.push(message, principal);
    return { permission: 'app_user_get', object: { namespace: 'app/user', id: 'x' } };
  };
  await invoke(
    getUser(() => ({}), rule),
    request,
    meta(),
  );
  expect(seen).toEqual([
    request,
    CALLER,
    CALLER,
    { permission: 'app_user_get', object: { namespace: 'app/user', id: 'x' } },
  ]);
});

test.each([
  ['thrown by a handler', 'handler', false],
  ['rejected by a handler', 'handler', true],
  ['thrown by a rule', 'rule', false],
  ['rejected by a rule', 'rule', true],
  ['thrown by authenticate', 'authenticate', false],
  ['rejected by authenticate', 'authenticate', true],
])('what is no FrontierError is internal and says nothing: %s', async (_, where, asynchronous) => {
  const cause = new TypeError('select secret from secrets');
  const fail = () => {
    if (asynchronous) return Promise.reject(cause);
    throw cause;
  };
  const { invoke, observed } = pipeline(where === 'authenticate' ? { authenticate: fail } : {});
  const method = getUser(where === 'handler' ? fail : () => ({}), where === 'rule' ? fail : 'authenticated');
  const error = await failureOf(() => invoke(method, request, meta()));
  expect(error).toMatchObject({ code: 'internal', reason: 'INTERNAL', message: 'internal error' });
  expect(observed).toMatchObject([{ code: 'internal', reason: 'INTERNAL', cause }]);
});

test('a deadline that has passed ends the call before anything is done', async () => {
  const { invoke, observed } = pipeline({
    authenticate: () => {
      throw new Error('asked');
    },
  });
  const error = await failureOf(() =>
    invoke(
      getUser(() => ({})),
      request,
      meta(undefined, 0),
    ),
  );
  expect(error.code).toBe('deadline_exceeded');
  expect(observed).toMatchObject([{ code: 'deadline_exceeded', reason: 'DEADLINE_EXCEEDED' }]);
});

test('handlers know the deadline on the monotonic clock', async () => {
  const { invoke, clock } = pipeline();
  clock.advance(500);
  let deadline: number | undefined;
  const method = getUser((_request, call) => {
    deadline = call.deadline;
    return {};
  });
  await invoke(method, request, meta(undefined, 250));
  expect(deadline).toBe(750);
});

test('work that outlives the deadline answers deadline_exceeded, and its end troubles nobody', async () => {
  const { invoke, observed } = pipeline();
  let fail = (_: Error) => {};
  const method = getUser(
    () =>
      new Promise((_resolve, reject) => {
        fail = reject;
      }),
  );
  const error = await failureOf(() => invoke(method, request, meta(undefined, 20)));
  expect(error.code).toBe('deadline_exceeded');
  fail(new Error('too late'));
  await new Promise(setImmediate);
  expect(observed).toHaveLength(1);
});

test('a deadline beyond any timer is none', async () => {
  const { invoke } = pipeline();
  const method = getUser(() => new Promise((resolve) => setImmediate(resolve, {})));
  await expect(invoke(method, request, meta(undefined, 99_999_999 * 3_600_000))).resolves.toBeDefined();
});
