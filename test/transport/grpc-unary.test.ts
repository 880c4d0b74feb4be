// The gRPC unary lane against what Connect's library answers, request by request; and what no client should do to it.
import { EventEmitter, once } from 'node:events';
import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromBinary } from '@bufbuild/protobuf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GetUserResponseSchema } from '../../gen/raystack/frontier/v1beta1/users_pb.js';
import { FrontierError } from '../../src/kernel/errors.js';
import { UnaryBody } from '../../src/transport/grpc-unary.js';
import { failure, fakeAreas, type Product, startProduct } from './product.js';
import { envelope } from './raw.js';
import { PATH, UNARY_CASES, type UnaryCase } from './unary-cases.js';

const WORDS = 'größer als 100 %\nダメ "🙈"';

let lane: Product;
let library: Product;

/** Emits `began` and waits for `release`. */
const held = new EventEmitter();

async function answer(id: string) {
  if (id === 'held') {
    held.emit('began');
    await once(held, 'release');
  }
  if (id === 'later' || id === 'later-unavailable') await sleep(1);
  if (id === 'slow') await sleep(5_000, undefined, { ref: false });
  if (id === 'later-unavailable') throw failure('unavailable');
  return { user: { id } };
}

function getUser({ id }: { readonly id: string }) {
  if (id === 'bug') throw new TypeError('secret');
  if (id === 'not_found') throw failure('not_found');
  if (id === 'words') throw new FrontierError('failed_precondition', 'WORDS', WORDS);
  if (id === 'large') return { user: { id: 'z'.repeat(3 * 2 ** 20) } };
  return id.startsWith('later') || id === 'slow' || id === 'held' ? answer(id) : { user: { id } };
}

beforeAll(async () => {
  const areas = fakeAreas({ frontier: { getUser } });
  [lane, library] = await Promise.all([startProduct({ areas }), startProduct({ areas, lane: false })]);
});

afterAll(async () => {
  await Promise.all([lane.close(), library.close()]);
});

interface Answered {
  readonly httpStatus: number;
  readonly code: number | undefined;
  readonly message: string | undefined;
  readonly details: string | undefined;
  readonly type: string | undefined;
  readonly id: string | undefined;
}

const HEADERS = {
  ':method': 'POST',
  ':path': PATH,
  'content-type': 'application/grpc',
  te: 'trailers',
  authorization: 'Bearer good',
  'x-request-id': 'mine',
};

/** Sends the case over a connection of its own. */
async function ask(product: Product, { headers, frames, trailers }: UnaryCase): Promise<Answered> {
  const session = connect(product.url);
  try {
    return await send(session, { headers, frames, trailers });
  } finally {
    session.destroy();
  }
}

async function send(session: ClientHttp2Session, given: Omit<UnaryCase, 'name'>): Promise<Answered> {
  const sent = Object.fromEntries(
    Object.entries({ ...HEADERS, ...given.headers }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>;
  const stream = session.request(sent, { endStream: given.frames === undefined, waitForTrailers: true });
  let received: IncomingHttpHeaders = {};
  const chunks: Buffer[] = [];
  const take = (headers: IncomingHttpHeaders) => {
    received = { ...received, ...headers };
  };
  stream
    .on('response', take)
    .on('trailers', take)
    .on('data', (chunk) => chunks.push(chunk));
  // The server need not read the rest of what it refuses.
  stream.on('error', () => {});
  stream.on('wantTrailers', () => stream.sendTrailers(given.trailers ?? {}));
  const closed = closing(stream);
  for (const frame of given.frames ?? []) if (!stream.destroyed) await write(stream, frame);
  if (given.frames !== undefined) stream.end();
  await closed;
  return read(received, Buffer.concat(chunks));
}

/** Whatever became of it. */
function closing(stream: ReturnType<ClientHttp2Session['request']>): Promise<void> {
  return new Promise((resolve) => stream.once('close', () => resolve()));
}

function write(stream: ReturnType<ClientHttp2Session['request']>, frame: Uint8Array): Promise<void> {
  return new Promise((resolve) => stream.write(frame, () => resolve()));
}

function read(headers: IncomingHttpHeaders, body: Buffer): Answered {
  const status = headers['grpc-status'];
  const whole =
    body.length >= 5 && body[0] === 0 && status === '0' && headers['content-type'] === 'application/grpc+proto';
  const { user } = whole ? fromBinary(GetUserResponseSchema, body.subarray(5)) : { user: undefined };
  const message = headers['grpc-message'];
  return {
    httpStatus: Number(headers[':status']),
    code: status === undefined ? undefined : Number(status),
    message: message === undefined || message === '' ? undefined : decodeURIComponent(String(message)),
    details: headers['grpc-status-details-bin']?.toString(),
    type: headers['content-type'],
    id: user && short(user.id),
  };
}

/** So that what is not equal can be told on a page. */
function short(id: string): string {
  return id.length > 100 ? `${id[0]} and so on, ${id.length} characters` : id;
}

test('the cases have names of their own', () => {
  expect(new Set(UNARY_CASES.map(({ name }) => name)).size).toBe(UNARY_CASES.length);
});

test.each(UNARY_CASES)('$name', async (given) => {
  const [ours, theirs] = [await ask(lane, given), await ask(library, given)];
  const { message, details, ...rest } = ours;
  const { message: _, details: __, ...expected } = theirs;
  if (given.unlike === undefined) expect(rest).toEqual(expected);
  else expect(rest.code, given.unlike).not.toBe(expected.code);
  if (given.code !== undefined) expect(ours.code).toBe(given.code);
  if (given.id !== undefined) expect(ours.id).toBe(short(given.id));
  // Errors of the pipeline are the same to the letter; of broken frames each tells in words of its own.
  if (rest.code !== undefined && rest.code !== 0) expect([message, details].join()).toMatch(/\S/);
  if (message === theirs.message) expect(details).toBe(theirs.details);
});

test('a large message byte by byte does not cost more for every byte', () => {
  const whole = Buffer.from(envelope(Buffer.alloc(2 ** 21, 'x')));
  const body = new UnaryBody();
  const faults = Array.from({ length: whole.length }, (_, at) => body.push(whole.subarray(at, at + 1)));
  expect(faults.find((fault) => fault !== undefined)).toBeUndefined();
  expect(Buffer.compare(body.end(), whole)).toBe(0);
});

test('words arrive as they left', async () => {
  const given = UNARY_CASES.find(({ name }) => name.includes('many languages')) as UnaryCase;
  expect((await ask(lane, given)).message).toBe(WORDS);
});

test('a client with a window of a hundred bytes gets all of a large answer', async () => {
  const session = connect(lane.url, { settings: { initialWindowSize: 100 } });
  const large = UNARY_CASES.find(({ name }) => name.includes('3 MiB')) as UnaryCase;
  expect((await send(session, large)).id).toBe(short('z'.repeat(3 * 2 ** 20)));
  session.destroy();
});

test('many calls at once on one connection each get their own answer', async () => {
  const session = connect(lane.url);
  const ids = Array.from({ length: 500 }, (_, number) => (number % 2 ? `later` : `u${number}`));
  const answers = await Promise.all(ids.map((id) => send(session, { frames: [envelope(encoded(id))] })));
  expect(answers.map(({ id }) => id)).toEqual(ids);
  session.destroy();
});

test('10,000 calls that are reset at once cost the connection, and nothing else', async () => {
  const session = connect(lane.url);
  session.on('error', () => {});
  const before = lane.observed.length;
  for (let number = 0; number < 10_000 && !session.destroyed; number += 500)
    await Promise.all(Array.from({ length: 500 }, () => reset(session)));
  session.destroy();
  expect((await ask(lane, { name: 'after', frames: [envelope(encoded('ok'))] })).id).toBe('ok');
  // None of them was a whole request.
  expect(lane.observed.length - before).toBe(1);
});

test('a call that is reset before its answer is still counted, once', async () => {
  const session = connect(lane.url);
  const before = lane.observed.length;
  const began = once(held, 'began');
  const stream = session.request(HEADERS);
  stream.on('error', () => {});
  stream.end(envelope(encoded('held')));
  await began;
  stream.close(constants.NGHTTP2_CANCEL);
  await closing(stream);
  held.emit('release');
  expect((await send(session, { frames: [envelope(encoded('later'))] })).id).toBe('later');
  expect(lane.observed.length - before).toBe(2);
  session.destroy();
});

async function reset(session: ClientHttp2Session): Promise<void> {
  if (session.destroyed) return;
  const stream = session.request(HEADERS);
  stream.on('error', () => {});
  stream.close(constants.NGHTTP2_CANCEL);
  await closing(stream);
}

function encoded(id: string): Uint8Array {
  return Buffer.concat([Buffer.of(0x0a, Buffer.byteLength(id)), Buffer.from(id)]);
}
