// Clients that take their time: what waits for them holds up nobody else for long, and is not lost to those who do come for it.
import { constants } from 'node:http2';
import { afterEach, expect, test, vi } from 'vitest';
import * as frames from '../../../src/transport/http2/frames.js';
import { encodeSettings, INITIAL_WINDOW_SIZE } from '../../../src/transport/http2/peer-settings.js';
import { REQUEST_TIMEOUT_MS } from '../../../src/transport/limits.js';
import { fakeAreas, type Product, startProduct } from '../product.js';
import { block, data, frame, headers, message, openRaw, type RawHttp2, type Seen, uint32 } from './raw-http2.js';

let product: Product;
let client: RawHttp2;

afterEach(async () => {
  vi.useRealTimers();
  client.destroy();
  await product.close(0);
});

/** Not those that make a turn of the loop. */
const TIMERS: Parameters<typeof vi.useFakeTimers>[0] = {
  toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'],
};

/** `large` is answered by 100 kB; streams have windows without end. */
async function start(): Promise<void> {
  const getUser = ({ id }: { readonly id: string }) => ({ user: { id: id === 'large' ? 'z'.repeat(100_000) : id } });
  const limits = { maxCalls: 5, maxStreams: 100, keepAliveMs: undefined };
  product = await startProduct({ areas: fakeAreas({ frontier: { getUser } }), limits });
  client = openRaw(product, encodeSettings([[INITIAL_WINDOW_SIZE, 2 ** 31 - 1]]));
}

const JSON_CALL = { 'content-type': 'application/json' };
const call = (id: number, what = 'ok') => [headers({ id }), data({ id }, message(what))];
const libraryCall = (id: number, what = 'ok') => [
  headers({ id }, block(JSON_CALL)),
  data({ id }, Buffer.from(JSON.stringify({ id: what }))),
];
const widen = (bytes: number) => frame(frames.WINDOW_UPDATE, {}, uint32(bytes));
const isGoaway = ({ type }: Seen) => type === frames.GOAWAY;
const received = (id?: number) =>
  client.seen.reduce(
    (sum, { type, id: of, payload }) =>
      sum + (type === frames.DATA && (id === undefined || of === id) ? payload.length : 0),
    0,
  );

test('calls of the library that wait for a window for too long cost the connection, and nobody else', async () => {
  vi.useFakeTimers(TIMERS);
  await start();
  client.send(...libraryCall(1, 'large'));
  await expect.poll(() => received()).toBe(65_535);
  for (let id = 3; id < 21; id += 2) client.send(...libraryCall(id));
  // A client that takes something now and then is waited for.
  vi.advanceTimersByTime(REQUEST_TIMEOUT_MS);
  client.send(widen(20_000));
  await expect.poll(() => received()).toBe(85_535);
  vi.advanceTimersByTime(REQUEST_TIMEOUT_MS);
  client.send(frame(frames.PING, {}, Buffer.alloc(8)));
  await client.next(({ type }) => type === frames.PING);
  expect(client.seen.find(isGoaway)).toBeUndefined();
  vi.advanceTimersByTime(REQUEST_TIMEOUT_MS);
  expect((await client.next(isGoaway)).payload.readUInt32BE(4)).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  const other = openRaw(product);
  other.send(...call(1));
  expect((await other.answer(1)).headers['grpc-status']).toBe('0');
  other.destroy();
});

test('a window that is too small for all is had by turns', async () => {
  await start();
  let next = 1;
  const more = () => {
    client.send(...call(next, 'large'));
    next += 2;
  };
  for (let count = 0; count < 3; count += 1) more();
  await expect.poll(() => received()).toBe(65_535);
  const mine = next;
  client.send(...libraryCall(mine, 'large'));
  next += 2;
  // There is always a call of the lane that waits.
  for (let round = 0; round < 12; round += 1) {
    more();
    const before = received();
    client.send(widen(50_000));
    await expect.poll(() => received()).toBe(before + 50_000);
  }
  expect((await client.answer(mine)).headers[':status']).toBe('200');
});

test('what waits of a call that is reset holds up nobody', async () => {
  await start();
  client.send(...libraryCall(1, 'large'));
  await expect.poll(() => received()).toBe(65_535);
  client.send(headers({ id: 3 }, block({ ...JSON_CALL, authorization: 'Bearer bad' })), data({ id: 3 }, Buffer.of()));
  client.send(frame(frames.RST_STREAM, { id: 1 }, uint32(constants.NGHTTP2_CANCEL)));
  // No window has been widened; headers need none.
  await client.next(({ type, id }) => type === frames.HEADERS && id === 3);
});

test('an answer that the system has taken is not cut off when the connection is to end', async () => {
  vi.useFakeTimers(TIMERS);
  await start();
  client.send(widen(2 ** 20), ...call(1), ...call(3, 'large'));
  client.pause();
  await expect.poll(() => product.observed.length).toBe(2);
  const left = product.close(60_000);
  await new Promise(setImmediate);
  vi.advanceTimersByTime(5_000);
  client.resume();
  expect((await client.answer(3)).headers['grpc-status']).toBe('0');
  expect(received(3)).toBeGreaterThan(100_000);
  await client.closed;
  await left;
});

test('calls that are given up among many that are answered are nothing to hold against a client', async () => {
  await start();
  const cancel = (id: number) => frame(frames.RST_STREAM, { id }, uint32(constants.NGHTTP2_CANCEL));
  let id = 1;
  for (let round = 0; round < 2_500; round += 1) {
    client.send(...call(id), ...call(id + 2), headers({ id: id + 4 }), cancel(id + 4), cancel(id));
    id += 6;
  }
  client.send(...call(id));
  expect((await client.answer(id)).headers['grpc-status']).toBe('0');
  expect(client.seen.find(isGoaway)).toBeUndefined();
});
