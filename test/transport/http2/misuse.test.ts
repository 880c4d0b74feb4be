// Clients that would have the server hold, or do, more than they pay for: each is held to a bound, or loses its connection.
import { constants, type Http2ServerRequest, type Http2ServerResponse, type Http2Session } from 'node:http2';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/kernel/clock.js';
import { createAdmission } from '../../../src/transport/admission.js';
import { createGrpcUnary } from '../../../src/transport/grpc-unary.js';
import * as frames from '../../../src/transport/http2/frames.js';
import { createPatience } from '../../../src/transport/http2/patience.js';
import { encodeSettings, INITIAL_WINDOW_SIZE } from '../../../src/transport/http2/peer-settings.js';
import { http2Server } from '../../../src/transport/http2/server.js';
import { REQUEST_TIMEOUT_MS } from '../../../src/transport/limits.js';
import { fakeAreas, LIMITS, type Product, startProduct } from '../product.js';
import { block, data, frame, headers, message, openRaw, type RawHttp2, uint32 } from './raw-http2.js';

let product: Product | undefined;
let server: Server | undefined;
let client: RawHttp2;
let asked: string[] = [];

/** Not those that make a turn of the loop. */
const TIMERS: Parameters<typeof vi.useFakeTimers>[0] = {
  toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'],
};

afterEach(async () => {
  vi.useRealTimers();
  client.destroy();
  await product?.close(0);
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  [product, server, asked] = [undefined, undefined, []];
});

/** `held` is never answered; `large` by 100 kB. */
async function start(maxStreams: number, settings?: Uint8Array): Promise<Product> {
  const getUser = ({ id }: { readonly id: string }) => {
    asked.push(id);
    if (id === 'held') return new Promise<never>(() => {});
    return { user: { id: id === 'large' ? 'z'.repeat(100_000) : id } };
  };
  product = await startProduct({
    areas: fakeAreas({ frontier: { getUser } }),
    limits: { maxStreams, keepAliveMs: undefined },
  });
  client = openRaw(product, settings);
  return product;
}

/** The library alone, with a handler of its own. */
async function startLibrary(
  dispatch: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
  settings?: Uint8Array,
): Promise<void> {
  const http2 = http2Server({
    dispatch: dispatch as Parameters<typeof http2Server>[0]['dispatch'],
    lane: createGrpcUnary({ methods: [], invoke: () => Promise.reject() }),
    admission: createAdmission(LIMITS),
    clock: systemClock,
    limits: LIMITS,
  });
  server = createServer((socket) => http2.accept(socket.on('error', () => {})));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  client = openRaw({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }, settings);
}

const isGoaway = ({ type }: { readonly type: number }) => type === frames.GOAWAY;
const code = async () => (await client.next(isGoaway)).payload.readUInt32BE(4);
const WIDE = encodeSettings([[INITIAL_WINDOW_SIZE, 2 ** 31 - 1]]);
const WIDER = frame(frames.WINDOW_UPDATE, {}, uint32(2 ** 31 - 1 - 65_535));
const JSON_CALL = { 'content-type': 'application/json' };
const received = (id: number) =>
  client.seen.reduce(
    (sum, { type, id: of, payload }) => sum + (type === frames.DATA && of === id ? payload.length : 0),
    0,
  );

/** The same twice in a row, some time apart: it has come to rest. */
function atRest(value: () => number): Promise<void> {
  let before = -1;
  const isSame = () => {
    const now = value();
    const same = now === before;
    before = now;
    return same;
  };
  return expect.poll(isSame, { interval: 200 }).toBe(true);
}

test.each([
  ['a window widened by nothing', (id: number) => frame(frames.WINDOW_UPDATE, { id }, uint32(0))],
  ['DATA after the end', (id: number) => data({ id })],
  ['headers again', (id: number) => headers({ id })],
  ['a reset', (id: number) => frame(frames.RST_STREAM, { id }, uint32(constants.NGHTTP2_CANCEL))],
])('calls that the client has cut off while they are worked on: %s', async (_, cut) => {
  await start(100);
  for (let id = 1; id < 6_000; id += 2) client.send(headers({ id }), data({ id }, message('held')), cut(id));
  expect(await code()).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  expect(asked.length).toBeLessThan(1_100);
});

test('SETTINGS without end', async () => {
  await start(100);
  for (let round = 0; round < 3_000; round += 1)
    client.send(frame(frames.SETTINGS, {}, encodeSettings([[INITIAL_WINDOW_SIZE, round]])));
  expect(await code()).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
});

test('large answers that nobody reads are not made without end', async () => {
  await start(50, WIDE);
  client.pause();
  client.send(WIDER);
  for (let id = 1; id < 2_000; id += 2) client.send(headers({ id }), data({ id }, message('large')));
  await expect.poll(() => asked.length).toBeGreaterThan(10);
  await atRest(() => asked.length);
  // What the systems on the way hold, and 50 under way.
  expect(asked.length).toBeLessThan(200);
  client.resume();
  expect((await client.answer(1)).headers['grpc-status']).toBe('0');
});

test('nor are those of the library', async () => {
  let written = 0;
  const part = Buffer.alloc(64 * 1024);
  const go = (response: Http2ServerResponse) => {
    for (let more = true; more && written < 2 ** 30; written += part.length) more = response.write(part);
    response.once('drain', () => go(response));
  };
  await startLibrary((_, response) => go(response), WIDE);
  client.pause();
  client.send(WIDER, headers({}, block(JSON_CALL)), data({}, Buffer.alloc(0)));
  await expect.poll(() => written).toBeGreaterThan(0);
  await atRest(() => written);
  expect(written).toBeLessThan(64 * 1024 * 1024);
});

test('the library may send for ever, as long as the client takes it', async () => {
  let session: Http2Session | undefined;
  await startLibrary((request, response) => {
    session = request.stream.session;
    response.end(Buffer.alloc(4 * 2 ** 20));
  }, WIDE);
  client.send(WIDER, headers({}, block(JSON_CALL)), data({}, Buffer.alloc(0)));
  await client.answer(1);
  expect(received(1)).toBe(4 * 2 ** 20);
  await expect.poll(() => session?.state.remoteWindowSize).toBeGreaterThan(2 ** 31 - 2 ** 20 - 65_536);
});

test('frames for the library while it waits for the client', async () => {
  await startLibrary((_, response) => response.write(Buffer.alloc(2 ** 20)), WIDE);
  client.send(headers({ id: 1 }, block(JSON_CALL)), headers({ id: 3 }, block(JSON_CALL)));
  await expect.poll(() => received(1) + received(3)).toBe(65_535);
  const empty = Buffer.concat(Array.from({ length: 1_000 }, () => data({ id: 3, flags: 0 }, Buffer.alloc(0))));
  for (let round = 0; round < 100; round += 1) client.send(empty);
  expect(await code()).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
});

test('an answer that is not taken is given up in time, and one that is taken slowly is not', async () => {
  vi.useFakeTimers(TIMERS);
  await start(100, encodeSettings([[INITIAL_WINDOW_SIZE, 0]]));
  client.send(headers({ id: 1 }), data({ id: 1 }), headers({ id: 3 }), data({ id: 3 }, message('large')));
  await client.next(({ type, id }) => type === frames.HEADERS && id === 3);
  vi.advanceTimersByTime(REQUEST_TIMEOUT_MS);
  client.send(frame(frames.WINDOW_UPDATE, { id: 3 }, uint32(20_000)));
  await client.next(({ type, id }) => type === frames.DATA && id === 3);
  vi.advanceTimersByTime(REQUEST_TIMEOUT_MS);
  expect((await client.answer(1)).code).toBe(constants.NGHTTP2_CANCEL);
  client.send(
    frame(frames.WINDOW_UPDATE, { id: 3 }, uint32(200_000)),
    frame(frames.WINDOW_UPDATE, {}, uint32(200_000)),
  );
  expect((await client.answer(3)).headers['grpc-status']).toBe('0');
});

test.each([
  ['the lane', {}],
  ['the library', JSON_CALL],
])('a request that comes a byte at a time is given up in time: %s', async (_, given) => {
  vi.useFakeTimers(TIMERS);
  await start(100);
  client.send(headers({}, block(given)));
  for (let passed = 0; passed < 2; passed += 1) {
    client.send(data({ flags: 0 }, Buffer.of(0)), frame(frames.PING, {}, Buffer.alloc(8, passed)));
    await client.next(({ type, payload }) => type === frames.PING && payload[0] === passed);
    // The library may have it a turn of the loop later.
    await new Promise(setImmediate);
    vi.advanceTimersByTime(REQUEST_TIMEOUT_MS);
  }
  expect((await client.answer(1)).code).toBe(constants.NGHTTP2_CANCEL);
});

test('an answer that is on its way is not cut off when the connection is to end', async () => {
  vi.useFakeTimers(TIMERS);
  const { close } = await start(500, WIDE);
  client.pause();
  client.send(WIDER);
  for (let id = 1; id < 200; id += 2) client.send(headers({ id }), data({ id }, message('large')));
  await expect.poll(() => asked.length).toBe(100);
  const left = close(60_000);
  await new Promise(setImmediate);
  vi.advanceTimersByTime(5_000);
  client.resume();
  for (let id = 1; id < 200; id += 2) expect((await client.answer(id)).headers['grpc-status']).toBe('0');
  await client.closed;
  await left;
});

test('trailers that are too long end a call of the library', async () => {
  await start(100);
  client.send(headers({}, block({ 'grpc-encoding': 'gzip' })), data({ flags: 0 }));
  client.send(headers({ flags: frames.END_HEADERS | frames.END_STREAM }, Buffer.alloc(10_000, 0x82)));
  expect((await client.answer(1)).code).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  client.send(headers({ id: 3 }), data({ id: 3 }));
  expect((await client.answer(3)).headers['grpc-status']).toBe('0');
});

test('SETTINGS are acknowledged, with and without calls of the library', async () => {
  await start(100);
  const acks = () => client.seen.filter(({ type, flags }) => type === frames.SETTINGS && flags === frames.ACK).length;
  await expect.poll(acks).toBe(1);
  client.send(headers({}, block(JSON_CALL)), data({}, Buffer.from('{}')), frame(frames.SETTINGS));
  await client.answer(1);
  client.send(frame(frames.SETTINGS));
  await expect.poll(acks).toBe(3);
});

test('calls wait for their clients for as long as was said, each from when it began', () => {
  vi.useFakeTimers(TIMERS);
  client = { destroy: () => {} } as RawHttp2;
  const patience = createPatience(100);
  const cancelled: string[] = [];
  const call = (name: string) => ({
    since: undefined,
    previous: undefined,
    next: undefined,
    cancel: () => void cancelled.push(name),
  });
  const [first, second, gone] = [call('first'), call('second'), call('gone')];
  for (const each of [first, gone]) patience.add(each);
  vi.advanceTimersByTime(100);
  patience.add(second);
  patience.delete(gone);
  vi.advanceTimersByTime(100);
  expect(cancelled).toEqual(['first']);
  vi.advanceTimersByTime(100);
  expect(cancelled).toEqual(['first', 'second']);
});
