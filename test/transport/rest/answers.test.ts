// How answers and errors are written, whoever gives them and when.
import { create, type Message } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { CheckPermissionResponseSchema } from '../../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import { ListServiceUsersResponseSchema } from '../../../gen/raystack/frontier/v1beta1/service_users_pb.js';
import { FrontierError, notAuthenticated, notAuthorized } from '../../../src/kernel/errors.js';
import type { CallMeta } from '../../../src/kernel/rpc.js';
import type { Invoke } from '../../../src/transport/pipeline.js';
import { restServer } from './rest-server.js';

const check = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
const denied = () => create(CheckPermissionResponseSchema, { status: false });

const ways: readonly (readonly [string, (work: () => Message) => Invoke])[] = [
  ['at once', (work) => () => work()],
  ['later', (work) => async () => work()],
  ['after a while', (work) => () => new Promise<void>((resolve) => setImmediate(resolve)).then(work)],
];

test.each(ways)('an answer %s: snake_case, defaults written out', async (_, way) => {
  const { url } = await restServer({ invoke: way(denied) });
  const answer = await fetch(`${url}/v1beta1/check`, check);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json');
  const text = await answer.text();
  expect(text).toBe('{"status":false,"revision":"","reason":"","because":[]}');
  expect(answer.headers.get('content-length')).toBe(String(text.length));
});

test('lists and times', async () => {
  const user = { id: 'i', orgId: 'o', createdAt: { seconds: 0n }, metadata: { ä: [null] } };
  const invoke = () => create(ListServiceUsersResponseSchema, { serviceusers: [user] });
  const { url } = await restServer({ invoke });
  const answer = await fetch(`${url}/v1beta1/serviceusers`);
  expect(await answer.json()).toEqual({
    serviceusers: [
      { id: 'i', title: '', metadata: { ä: [null] }, created_at: '1970-01-01T00:00:00Z', state: '', org_id: 'o' },
    ],
  });
});

test.each(ways)('an error %s', async (_, way) => {
  const fail = () => {
    throw new FrontierError('not_found', 'GROUP_NOT_FOUND', 'group not found');
  };
  const { url } = await restServer({ invoke: way(fail) });
  const answer = await fetch(`${url}/v1beta1/check`, check);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(await answer.json()).toMatchObject({
    code: 5,
    message: 'group not found',
    details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'GROUP_NOT_FOUND' }],
  });
});

const errors: readonly (readonly [FrontierError, number, Record<string, RegExp>])[] = [
  [notAuthenticated(), 401, { 'www-authenticate': /Bearer/ }],
  [notAuthorized(), 403, {}],
  [new FrontierError('resource_exhausted', 'RATE', 'slow down', { retryAfter: 1.5 }), 429, { 'retry-after': /^2$/ }],
  [new FrontierError('unavailable', 'DATABASE', 'unavailable', { retryAfter: 1 }), 503, { 'retry-after': /^1$/ }],
  [new FrontierError('already_exists', 'GROUP_EXISTS', 'group already exists'), 409, {}],
];

test.each(errors)('%s', async (error, status, headers) => {
  const { url } = await restServer({
    invoke: () => {
      throw error;
    },
  });
  const answer = await fetch(`${url}/v1beta1/check`, check);
  expect(answer.status).toBe(status);
  for (const [name, value] of Object.entries(headers)) expect(answer.headers.get(name)).toMatch(value);
});

test('what is no FrontierError is internal, its text withheld', async () => {
  const { url } = await restServer({
    invoke: () => {
      throw new TypeError('select * from secrets');
    },
  });
  const answer = await fetch(`${url}/v1beta1/check`, check);
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain('secrets');
});

test('an answer that cannot be written is internal', async () => {
  const user = { id: 'i', createdAt: { seconds: 10n ** 15n } };
  const { url } = await restServer({ invoke: () => create(ListServiceUsersResponseSchema, { serviceusers: [user] }) });
  const answer = await fetch(`${url}/v1beta1/serviceusers`);
  expect(answer.status).toBe(500);
  expect(await answer.json()).toMatchObject({ code: 13 });
});

test('headers set by the pipeline go with answers and errors', async () => {
  const invoke: Invoke = (_, __, meta) => {
    meta.reply('x-request-id', 'r');
    meta.reply('cache-control', 'no-store');
    if (meta.header('x-fail') !== undefined) throw notAuthorized();
    return denied();
  };
  const { url } = await restServer({ invoke });
  for (const headers of [check.headers, { ...check.headers, 'x-fail': '1' }]) {
    const answer = await fetch(`${url}/v1beta1/check`, { ...check, headers });
    expect(answer.headers.get('x-request-id')).toBe('r');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }
});

test('a header set after the answer is lost, and nothing else', async () => {
  let kept: CallMeta | undefined;
  const { url } = await restServer({
    invoke: (_, __, meta) => {
      kept = meta;
      return denied();
    },
  });
  await fetch(`${url}/v1beta1/check`, check);
  kept?.reply('x-late', 'x');
  expect((await fetch(`${url}/v1beta1/check`, check)).status).toBe(200);
});

test('HEAD: the headers of GET, no body', async () => {
  const { url } = await restServer();
  const get = await fetch(`${url}/v1beta1/auth/jwks`);
  const head = await fetch(`${url}/v1beta1/auth/jwks`, { method: 'HEAD' });
  expect(await get.text()).toBe('{"keys":[]}');
  expect(head.status).toBe(200);
  expect(head.headers.get('content-length')).toBe('11');
  expect(head.headers.get('content-type')).toBe('application/json');
  expect(await head.text()).toBe('');
  expect((await fetch(`${url}/v1beta1/nope`, { method: 'HEAD' })).status).toBe(404);
});

test('what the pipeline learns of a call', async () => {
  const { url, received } = await restServer();
  const headers = { ...check.headers, 'x-one': '1', 'grpc-timeout': '250m' };
  await fetch(`${url}/v1beta1/check`, { ...check, headers });
  const meta = received[0]?.meta;
  expect(meta).toMatchObject({ protocol: 'rest', peer: '127.0.0.1', timeoutMs: 250 });
  expect(meta?.header('x-one')).toBe('1');
  expect(meta?.header('x-two')).toBeUndefined();
});

const timeouts: readonly (readonly [string, number])[] = [
  ['1H', 3_600_000],
  ['2M', 120_000],
  ['3S', 3000],
  ['4m', 4],
  ['5u', 0.005],
  ['0n', 0],
  ['99999999H', 99_999_999 * 3_600_000],
];

test.each(timeouts)('Grpc-Timeout: %s', async (text, milliseconds) => {
  const { url, received } = await restServer();
  await fetch(`${url}/v1beta1/check`, { ...check, headers: { ...check.headers, 'grpc-timeout': text } });
  expect(received[0]?.meta.timeoutMs).toBeCloseTo(milliseconds, 9);
});
