// Calls as grpc-js makes them, through the lane and through Connect's library: the same outcome; and what floods of them leave behind.
import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { create, toBinary } from '@bufbuild/protobuf';
import { Client, type ClientOptions, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GetUserRequestSchema } from '../../gen/raystack/frontier/v1beta1/users_pb.js';
import { MAX_MESSAGE_BYTES } from '../../src/transport/limits.js';
import { failure, fakeAreas, type Product, startProduct } from './product.js';
import { envelope } from './raw.js';
import { PATH, UNARY_CASES } from './unary-cases.js';

let lane: Product;
let library: Product;

function getUser({ id }: { readonly id: string }) {
  if (id === 'bug') throw new TypeError('secret');
  if (['not_found', 'unavailable', 'fields', 'resource_exhausted', 'later'].includes(id)) throw failure(id);
  if (id === 'never') return new Promise<never>(() => {});
  return { user: { id: id.slice(0, 3) } };
}

beforeAll(async () => {
  const areas = fakeAreas({ frontier: { getUser } });
  [lane, library] = await Promise.all([startProduct({ areas }), startProduct({ areas, lane: false })]);
});

afterAll(async () => {
  await Promise.all([lane.close(0), library.close(0)]);
});

interface GrpcJsCase {
  readonly name: string;
  readonly id?: string;
  readonly bytes?: Uint8Array;
  readonly path?: string;
  readonly metadata?: Readonly<Record<string, string | Buffer>>;
  readonly client?: ClientOptions;
  readonly timeoutMs?: number;
  readonly cancel?: true;
  /** google.rpc.Code. */
  readonly code: number;
}

const GZIP = 2;

const CASES: readonly GrpcJsCase[] = [
  { name: 'a good call', code: 0 },
  { name: 'an empty message', id: '', code: 0 },
  { name: 'a message of 3 MiB', id: 'x'.repeat(3 * 2 ** 20), code: 0 },
  { name: 'a message that is too large', id: 'x'.repeat(MAX_MESSAGE_BYTES), code: 8 },
  { name: 'a message that is none', bytes: Buffer.of(0x0a, 0x7f), code: 3 },
  { name: 'gzip', client: { 'grpc.default_compression_algorithm': GZIP }, code: 0 },
  { name: 'an unknown method', path: `${PATH}s`, code: 12 },
  { name: 'an unknown service', path: '/raystack.frontier.v1.Nobody/GetUser', code: 12 },
  { name: 'no credentials', metadata: { authorization: '' }, code: 16 },
  { name: 'bad credentials', metadata: { authorization: 'Bearer bad' }, code: 16 },
  { name: 'binary metadata', metadata: { 'x-trace-bin': Buffer.of(0, 255, 7) }, code: 0 },
  { name: 'a request id of its own', metadata: { 'x-request-id': 'mine' }, code: 0 },
  { name: 'a deadline far away', timeoutMs: 60_000, code: 0 },
  { name: 'a deadline that passes', id: 'never', timeoutMs: 30, code: 4 },
  { name: 'a call that is cancelled', id: 'never', cancel: true, code: 1 },
  { name: 'what is not there', id: 'not_found', code: 5 },
  { name: 'bad input, with its fields', id: 'fields', code: 3 },
  { name: 'what may be tried again', id: 'later', code: 14 },
  { name: 'what is exhausted', id: 'resource_exhausted', code: 8 },
  { name: 'a bug', id: 'bug', code: 13 },
  { name: 'a user agent of its own', client: { 'grpc.primary_user_agent': 'mine/1' }, code: 0 },
];

test.each(CASES)('$name', async (given) => {
  const [ours, theirs] = [await call(lane, given), await call(library, given)];
  expect(ours.code).toBe(given.code);
  // Of sizes each tells in words of its own.
  if (given.code === 8 && given.id !== 'resource_exhausted') expect(theirs.code).toBe(8);
  // Who tells of a deadline, the client or the server, is a race.
  else if (given.code === 4) expect(theirs.code).toBe(4);
  else expect(ours).toEqual(theirs);
});

/** What the client sees of it. */
async function call(product: Product, given: GrpcJsCase) {
  const { id = 'ok', path = PATH, client: options, timeoutMs } = given;
  const bytes = given.bytes ?? toBinary(GetUserRequestSchema, create(GetUserRequestSchema, { id }));
  const metadata = new Metadata();
  metadata.set('authorization', 'Bearer good');
  for (const [name, value] of Object.entries(given.metadata ?? {})) metadata.set(name, value);
  if (given.metadata?.['authorization'] === '') metadata.remove('authorization');
  const client = new Client(product.address, credentials.createInsecure(), options);
  const deadline = timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
  const same = (message: Buffer) => message;
  try {
    return await new Promise<{ code: number; details: string; answer: string | undefined; status: unknown }>(
      (resolve) => {
        const done = (error: ServiceError | null, answer?: Buffer) =>
          resolve({
            code: error?.code ?? 0,
            // A deadline that passes is told with times and addresses.
            details: given.code === 4 ? '' : (error?.details ?? ''),
            answer: answer?.toString('base64'),
            status: error?.metadata.get('grpc-status-details-bin').map(String),
          });
        const sent = client.makeUnaryRequest(path, same, same, Buffer.from(bytes), metadata, deadline, done);
        if (given.cancel) setImmediate(() => sent.cancel());
      },
    );
  } finally {
    client.close();
  }
}

test.each([
  ['one header', { 'x-large': 'x'.repeat(20_000) }],
  ['many headers', Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`x-${index}`, 'y'.repeat(200)]))],
])('a header list that is too large: %s', async (_, headers) => {
  const [ours, theirs] = [await outcome(lane, headers), await outcome(library, headers)];
  expect(ours).toEqual(theirs);
  expect(ours.answered).toBe(false);
  expect(await call(lane, { name: 'after', code: 0 })).toMatchObject({ code: 0 });
});

/** Of one call on a connection of its own. */
async function outcome(product: Product, headers: Readonly<Record<string, string>>) {
  const session = connect(product.url);
  session.on('error', () => {});
  // The limit is in the settings, which the client has acknowledged once it is answered.
  expect(await closing(session, {}, [envelope(Buffer.alloc(0))])).toMatchObject({ answered: true });
  const ended = await closing(session, headers, [envelope(Buffer.alloc(0))]);
  session.destroy();
  return ended;
}

const HEADERS = { ':method': 'POST', ':path': PATH, 'content-type': 'application/grpc', te: 'trailers' };

function closing(session: ClientHttp2Session, headers: object, frames: readonly Uint8Array[] = []) {
  const stream = session.request({ ...HEADERS, authorization: 'Bearer good', ...headers });
  let answered = false;
  const note = (given: Readonly<Record<string, unknown>>) => {
    answered ||= given['grpc-status'] !== undefined;
  };
  stream
    .on('response', note)
    .on('trailers', note)
    .on('error', () => {})
    .resume();
  for (const frame of frames) stream.write(frame);
  stream.end();
  return new Promise<{ readonly answered: boolean; readonly reset: number | undefined }>((resolve) => {
    stream.once('close', () => resolve({ answered, reset: stream.rstCode }));
  });
}

test('every whole request of the cases is answered, all at once on one connection', async () => {
  const cases = UNARY_CASES.filter(
    ({ headers, frames }) =>
      frames !== undefined && Object.keys(headers ?? {}).every((name) => name === 'grpc-timeout'),
  );
  expect(cases.length).toBeGreaterThan(20);
  const product = await startProduct({ limits: { maxCalls: cases.length } });
  const session = connect(product.url);
  session.on('error', () => {});
  const ended = await Promise.all(cases.map(({ headers, frames }) => closing(session, { ...headers }, frames)));
  expect(ended.filter(({ answered }) => !answered)).toEqual([]);
  session.destroy();
  await product.close(0);
});

test('floods of streams that are opened and reset, or broken off with their connection, leave nothing', async () => {
  const product = await startProduct({ limits: { maxCalls: 1 } });
  await flood(product);
  const before = heapUsed();
  for (let round = 0; round < 3; round += 1) await flood(product);
  // 30,000 calls more; one that stayed would be a kilobyte at least.
  expect(heapUsed() - before).toBeLessThan(8 * 2 ** 20);
  // With room for one call: none of them is under way any more.
  await expect.poll(() => call(product, { name: 'after', code: 0 })).toMatchObject({ code: 0 });
  await product.close(0);
});

/** 10,000 in connections of 500: half of each are reset, the others go with the connection. */
async function flood(product: Product): Promise<void> {
  for (let number = 0; number < 10_000; number += 500) {
    const session = connect(product.url);
    session.on('error', () => {});
    const streams = Array.from({ length: 500 }, () => session.request({ ...HEADERS, authorization: 'Bearer good' }));
    for (const [index, stream] of streams.entries()) {
      stream.on('error', () => {});
      stream.write(envelope(Buffer.alloc(100)).subarray(0, 50));
      if (index % 2 === 0) stream.close(constants.NGHTTP2_CANCEL);
    }
    await new Promise((resolve) => session.ping(resolve));
    session.destroy();
    await new Promise((resolve) => session.once('close', resolve));
  }
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
