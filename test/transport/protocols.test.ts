// The same calls over gRPC, gRPC-Web and Connect: answers, errors, ids and deadlines are alike.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CallableClient, clientOf, PROTOCOLS } from './clients.js';
import { failure, fakeAreas, type Product, startProduct } from './product.js';

const CODES = [
  'canceled',
  'unknown',
  'invalid_argument',
  'deadline_exceeded',
  'not_found',
  'already_exists',
  'permission_denied',
  'resource_exhausted',
  'failed_precondition',
  'aborted',
  'out_of_range',
  'unimplemented',
  'internal',
  'unavailable',
  'data_loss',
  'unauthenticated',
];

let product: Product;

beforeAll(async () => {
  product = await startProduct({
    areas: fakeAreas({
      frontier: {
        getUser: async ({ id }) => {
          if (id === 'ok') return { user: { id } };
          if (id === 'slow') await sleep(5000, undefined, { ref: false });
          if (id === 'bug') throw new TypeError('secret');
          throw failure(id);
        },
      },
    }),
  });
});

afterAll(() => product.close());

describe.each(PROTOCOLS)('%s', (protocol) => {
  let client: CallableClient;

  beforeAll(() => {
    client = clientOf(protocol, product.url);
  });

  afterAll(() => client.close());

  test('answers, and says which request it was', async () => {
    const outcome = await client.getUser('ok', { headers: { authorization: 'Bearer good', 'x-request-id': 'mine' } });
    expect(outcome.code).toBe('ok');
    expect(outcome.header('x-request-id')).toBe('mine');
    const call = product.observed.at(-1);
    expect(call).toMatchObject({ method: 'FrontierService/GetUser', code: 'ok', requestId: 'mine', peer: '127.0.0.1' });
    expect(call?.protocol).toBe(protocol.split(/[ -]js| /)[0]);
  });

  test.each(CODES)('%s arrives as it left', async (code) => {
    const outcome = await client.getUser(code);
    expect(outcome).toMatchObject({ code, message: `it is ${code}` });
    expect(outcome.details).toMatchObject([{ reason: `REASON_${code.toUpperCase()}`, domain: 'frontier' }]);
    expect(outcome.header('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('bad input arrives with the fields', async () => {
    const { code, message, details } = await client.getUser('fields');
    expect({ code, message }).toEqual({ code: 'invalid_argument', message: 'body.title: must be short' });
    expect(details[1]).toMatchObject({ fieldViolations: [{ field: 'body.title', description: 'must be short' }] });
  });

  test('when to try again arrives', async () => {
    const { details } = await client.getUser('later');
    expect(details[1]).toMatchObject({ retryDelay: { seconds: 2n } });
  });

  test('a fault of ours says nothing of itself', async () => {
    expect(await client.getUser('bug')).toMatchObject({ code: 'internal', message: 'internal error' });
    expect(product.observed.at(-1)).toMatchObject({ code: 'internal', cause: new TypeError('secret') });
  });

  test('nobody presented, or somebody bad', async () => {
    const nobody = await client.getUser('ok', { headers: {} });
    expect(nobody).toMatchObject({ code: 'unauthenticated', details: [{ reason: 'NOT_AUTHENTICATED' }] });
    const bad = await client.getUser('ok', { headers: { authorization: 'Bearer bad' } });
    expect(bad).toMatchObject({ code: 'unauthenticated', details: [{ reason: 'TOKEN_INVALID' }] });
    const challenge = 'Bearer realm="frontier", error="invalid_token", Basic realm="frontier"';
    expect(bad.header('www-authenticate')).toBe(protocol.startsWith('connect') ? challenge : undefined);
  });

  test('the client waits no longer than it said, and neither do we', async () => {
    const before = product.observed.length;
    const outcome = await client.getUser('slow', { timeoutMs: 50 });
    expect(outcome.code).toBe('deadline_exceeded');
    await expect.poll(() => product.observed.length).toBe(before + 1);
    expect(product.observed.at(-1)).toMatchObject({ code: 'deadline_exceeded', reason: 'DEADLINE_EXCEEDED' });
  });
});
