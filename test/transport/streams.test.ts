// Calls that are answered by a stream, over every protocol that has streams: admitted like all others, ended by all who may end them.
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { FrontierError, notAuthenticated } from '../../src/kernel/errors.js';
import type { Call } from '../../src/kernel/rpc.js';
import { transportOf } from './clients.js';
import { authenticate, fakeAreas, type Product, startProduct } from './product.js';
import { envelope, postHttp2 } from './raw.js';

const PROTOCOLS = ['grpc', 'grpc-web 1.1', 'grpc-web 2', 'connect json', 'connect binary', 'connect 2'] as const;
const PATH = '/raystack.frontier.v1beta1.FrontierService/WatchChanges';
const GOOD = { authorization: 'Bearer good' };

let product: Product;
let handlers: number;
let expired: boolean;
let admitted: number;

/** Counts up, endlessly: `from` says what to do at the third message. */
async function* count({ fromRevision }: { readonly fromRevision: string }, { meta }: Call) {
  handlers += 1;
  try {
    for (let revision = 1; !meta.signal?.aborted; revision += 1) {
      if (revision === 3 && fromRevision === 'fail')
        throw new FrontierError('out_of_range', 'REVISION_TRIMMED', 'gone');
      if (revision === 3 && fromRevision === 'break') throw new TypeError('select secret');
      if (revision === 3 && fromRevision === 'end') return;
      if (revision === 3 && fromRevision === 'expire') expired = true;
      if (revision > 3 && fromRevision === 'wait') {
        await new Promise((resolve) => meta.signal?.addEventListener('abort', resolve, { once: true }));
        continue;
      }
      yield { revision: String(revision), changes: [{ kind: 'role', key: 'x'.repeat(1000) }] };
    }
  } finally {
    handlers -= 1;
  }
}

beforeAll(async () => {
  product = await startProduct({
    areas: fakeAreas({ frontier: { watchChanges: count } }),
    pipeline: {
      authenticate: (meta) => {
        admitted += 1;
        if (expired) throw notAuthenticated('TOKEN_EXPIRED');
        return authenticate(meta);
      },
    },
  });
});
afterAll(() => product.close());
beforeEach(() => {
  product.observed.length = 0;
  handlers = 0;
  expired = false;
  admitted = 0;
});

function clientOf(protocol: (typeof PROTOCOLS)[number], url = product.url) {
  return createClient(FrontierService, transportOf(protocol, url));
}

interface Ending {
  readonly revisions: readonly string[];
  readonly code: string;
}

/** Takes what comes until the end, or until `enough` says so by hanging up. */
async function take(
  messages: AsyncIterable<{ readonly revision: string }>,
  enough: (count: number) => void = () => undefined,
): Promise<Ending> {
  const revisions: string[] = [];
  try {
    for await (const { revision } of messages) {
      revisions.push(revision);
      enough(revisions.length);
    }
    return { revisions, code: 'ok' };
  } catch (error) {
    return { revisions, code: Code[ConnectError.from(error).code] as string };
  }
}

async function observedOne() {
  while (product.observed.length < 1) await new Promise((resolve) => setImmediate(resolve));
  expect(handlers).toBe(0);
  return product.observed;
}

describe.each(PROTOCOLS)('%s', (protocol) => {
  const watch = (fromRevision: string, options = {}) =>
    clientOf(protocol).watchChanges({ fromRevision }, { headers: GOOD, ...options });

  test('to its end', async () => {
    let requestId: string | null = null;
    const onHeader = (headers: Headers) => {
      requestId = headers.get('x-request-id');
    };
    expect(await take(watch('end', { onHeader }))).toEqual({ revisions: ['1', '2'], code: 'ok' });
    expect(await observedOne()).toMatchObject([{ method: 'FrontierService/WatchChanges', code: 'ok', requestId }]);
  });

  test('to an error of the handler', async () => {
    expect(await take(watch('fail'))).toEqual({ revisions: ['1', '2'], code: 'OutOfRange' });
    expect(await observedOne()).toMatchObject([{ code: 'out_of_range', reason: 'REVISION_TRIMMED' }]);
  });

  test('to a fault of ours, of which nothing is told', async () => {
    expect(await take(watch('break'))).toEqual({ revisions: ['1', '2'], code: 'Internal' });
    expect(await observedOne()).toMatchObject([{ code: 'internal', cause: expect.any(TypeError) }]);
  });

  test('until the client hangs up', async () => {
    const gone = new AbortController();
    const ending = await take(watch('wait', { signal: gone.signal }), (count) => count === 3 && gone.abort());
    expect(ending).toEqual({ revisions: ['1', '2', '3'], code: 'Canceled' });
    expect(await observedOne()).toMatchObject([{ code: 'canceled' }]);
  });

  test('until the client has enough of a stream without end', async () => {
    const gone = new AbortController();
    const ending = await take(watch('', { signal: gone.signal }), (count) => count === 500 && gone.abort());
    expect(ending.revisions.length).toBeGreaterThanOrEqual(500);
    expect(await observedOne()).toMatchObject([{ code: 'canceled' }]);
  });

  test('until its deadline', async () => {
    expect(await take(watch('wait', { timeoutMs: 500 }))).toEqual({
      revisions: ['1', '2', '3'],
      code: 'DeadlineExceeded',
    });
    const [call] = await observedOne();
    expect(['deadline_exceeded', 'canceled']).toContain(call?.code);
  });

  test('not for strangers', async () => {
    expect(await take(watch('end', { headers: {} }))).toEqual({ revisions: [], code: 'Unauthenticated' });
    expect(await observedOne()).toMatchObject([{ code: 'unauthenticated', reason: 'NOT_AUTHENTICATED' }]);
  });

  test('not when the credential has expired meanwhile', async () => {
    expect(await take(watch('expire'))).toEqual({ revisions: ['1', '2'], code: 'Unauthenticated' });
    expect(await observedOne()).toMatchObject([{ code: 'unauthenticated', reason: 'TOKEN_EXPIRED' }]);
    expect(admitted).toBe(4);
  });

  test('until the server leaves', async () => {
    const leaving = await startProduct({ areas: fakeAreas({ frontier: { watchChanges: count } }) });
    let closed: Promise<void> | undefined;
    const messages = clientOf(protocol, leaving.url).watchChanges({ fromRevision: 'wait' }, { headers: GOOD });
    const ending = await take(messages, (count) => {
      if (count === 3) closed = leaving.close(30_000);
    });
    expect(ending).toEqual({ revisions: ['1', '2', '3'], code: 'Unavailable' });
    await closed;
    expect(leaving.observed).toMatchObject([{ code: 'unavailable', reason: 'LEAVING' }]);
  });
});

describe('a message that is none', () => {
  const GARBAGE = Buffer.from('ffffffffffffffff', 'hex');
  const post = (contentType: string, body: Uint8Array) =>
    postHttp2(product, { ':path': PATH, 'content-type': contentType, te: 'trailers' }, body);

  test('gRPC', async () => {
    const { headers } = await post('application/grpc', envelope(GARBAGE));
    expect(headers['grpc-status']).toBe('3');
    expect(headers['grpc-message']).toContain('not a valid message');
  });

  test('gRPC-Web', async () => {
    const { body } = await post('application/grpc-web+proto', envelope(GARBAGE));
    expect(body.toString()).toContain('grpc-status: 3');
  });

  test.each(['proto', 'json'])('Connect, %s', async (codec) => {
    const { status, body } = await post(`application/connect+${codec}`, envelope(GARBAGE));
    expect(status).toBe(200);
    expect(body.toString()).toContain('"code":"invalid_argument"');
  });
});
