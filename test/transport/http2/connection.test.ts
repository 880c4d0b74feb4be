// Connections of HTTP/2, frame by frame: what breaks a rule is told so, and what does not is answered.
import { constants } from 'node:http2';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import * as frames from '../../../src/transport/http2/frames.js';
import { encodeFields } from '../../../src/transport/http2/hpack/encoder.js';
import { encodeSettings, HEADER_TABLE_SIZE, INITIAL_WINDOW_SIZE } from '../../../src/transport/http2/peer-settings.js';
import { fakeAreas, type Product, startProduct } from '../product.js';
import { FRAME_CASES } from './frame-cases.js';
import { MESSAGE_CASES } from './message-cases.js';
import { block, data, frame, headers, message, openRaw, PREFACE, type RawHttp2, uint32 } from './raw-http2.js';

let product: Product;
let client: RawHttp2;
let release = () => {};
const asked: string[] = [];

beforeAll(async () => {
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const getUser = ({ id }: { readonly id: string }) => {
    asked.push(id);
    if (id === 'held') return held.then(() => ({ user: { id } }));
    return { user: { id: id === 'large' ? 'z'.repeat(200_000) : id } };
  };
  product = await startProduct({ areas: fakeAreas({ frontier: { getUser } }), limits: { maxStreams: 100 } });
});

afterAll(() => product.close(0));
afterEach(() => client?.destroy());

const CASES = [...FRAME_CASES, ...MESSAGE_CASES];

const isGoaway = ({ type }: { readonly type: number }) => type === frames.GOAWAY;

async function answers(id: number): Promise<void> {
  client.send(headers({ id }), data({ id }));
  expect((await client.answer(id)).headers['grpc-status']).toBe('0');
}

test('the cases have names of their own', () => {
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
});

test.each(CASES)('$name', async ({ frames: sent, goaway, reset, status }) => {
  client = openRaw(product);
  client.send(...sent);
  if (goaway !== undefined) {
    expect((await client.next(isGoaway)).payload.readUInt32BE(4)).toBe(goaway);
    await client.closed;
    return;
  }
  const answer = await client.answer(1);
  expect({ code: answer.code, status: answer.headers['grpc-status'] }).toEqual({ code: reset, status });
  await answers(101);
  expect(client.seen.find(isGoaway)).toBeUndefined();
});

test.each(CASES)('$name, byte by byte', async ({ frames: sent, goaway, reset, status }) => {
  client = openRaw(product);
  const bytes = Buffer.concat(sent);
  // Whole packets of a few bytes; the longest cases by larger ones.
  const size = Math.ceil(bytes.length / 500);
  for (let at = 0; at < bytes.length; at += size) {
    client.send(bytes.subarray(at, at + size));
    await new Promise(setImmediate);
  }
  if (goaway !== undefined) expect((await client.next(isGoaway)).payload.readUInt32BE(4)).toBe(goaway);
  else {
    const answer = await client.answer(1);
    expect({ code: answer.code, status: answer.headers['grpc-status'] }).toEqual({ code: reset, status });
  }
});

test('the first frame must be SETTINGS', async () => {
  client = openRaw(product, Buffer.alloc(0));
  await answers(1);
  client.destroy();
  // A client that forgets them: its first frame is a PING.
  client = openRaw(product, Buffer.alloc(5));
  expect((await client.next(isGoaway)).payload.readUInt32BE(4)).toBe(constants.NGHTTP2_FRAME_SIZE_ERROR);
});

test('PINGs are answered with what was in them', async () => {
  client = openRaw(product);
  client.send(frame(frames.PING, {}, Buffer.from('12345678')), frame(frames.PING, {}, Buffer.from('abcdefgh')));
  await client.next(({ type, payload }) => type === frames.PING && payload.toString() === 'abcdefgh');
  const acks = client.seen.filter(({ type }) => type === frames.PING);
  expect(acks.map(({ flags, payload }) => [flags, payload.toString()])).toEqual([
    [frames.ACK, '12345678'],
    [frames.ACK, 'abcdefgh'],
  ]);
});

test('GOAWAY tells which streams were taken; what a client sends on others before it knows is ignored', async () => {
  client = openRaw(product);
  const before = asked.length;
  client.send(headers(), data({}, message('held')));
  await expect.poll(() => asked.length).toBe(before + 1);
  client.send(frame(frames.GOAWAY, {}, Buffer.alloc(8)), headers({ id: 3 }), data({ id: 3 }));
  const goaway = await client.next(isGoaway);
  expect([goaway.payload.readUInt32BE(0), goaway.payload.readUInt32BE(4)]).toEqual([1, constants.NGHTTP2_NO_ERROR]);
  release();
  expect((await client.answer(1)).headers['grpc-status']).toBe('0');
  await client.closed;
  expect(client.seen.some(({ id }) => id === 3)).toBe(false);
});

test('a stream beyond the limit is refused, and may be sent again', async () => {
  client = openRaw(product);
  for (let id = 1; id <= 201; id += 2) client.send(headers({ id }));
  expect((await client.answer(201)).code).toBe(constants.NGHTTP2_REFUSED_STREAM);
  // What was on its way for it is ignored.
  client.send(data({ id: 201 }), data({ id: 1 }));
  expect((await client.answer(1)).headers['grpc-status']).toBe('0');
  await answers(203);
});

test('what is on its way for a stream that was ended here is ignored, once', async () => {
  client = openRaw(product);
  client.send(headers(), data({ flags: 0 }, Buffer.of(1, 0, 0, 0, 1, 0)));
  expect((await client.answer(1)).headers['grpc-status']).toBe('3');
  expect((await client.next(({ type }) => type === frames.RST_STREAM)).payload.readUInt32BE()).toBe(0);
  client.send(
    data({ flags: 0 }),
    headers({ flags: frames.END_HEADERS | frames.END_STREAM }, encodeFields([['x', 'y']])),
  );
  await answers(3);
  client.send(data());
  expect((await client.next(isGoaway)).payload.readUInt32BE(4)).toBe(constants.NGHTTP2_STREAM_CLOSED);
});

test('streams that are opened and reset without end cost the client its connection', async () => {
  client = openRaw(product);
  const before = product.observed.length;
  const cancel = (id: number) => frame(frames.RST_STREAM, { id }, uint32(constants.NGHTTP2_CANCEL));
  for (let id = 1; id < 6_000; id += 2) client.send(headers({ id }), cancel(id));
  expect((await client.next(isGoaway)).payload.readUInt32BE(4)).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  await client.closed;
  expect(product.observed.length).toBe(before);
});

test('an answer waits for windows: of the stream, of the connection, and for them to be widened', async () => {
  client = openRaw(product, encodeSettings([[INITIAL_WINDOW_SIZE, 0]]));
  client.send(headers(), data({}, message('large')), headers({ id: 3 }), data({ id: 3 }));
  await client.next(({ type, id }) => type === frames.HEADERS && id === 3);
  const received = (id: number) =>
    client.seen
      .filter((seen) => seen.type === frames.DATA && seen.id === id)
      .reduce((sum, { payload }) => sum + payload.length, 0);
  expect([received(1), received(3)]).toEqual([0, 0]);
  client.send(frame(frames.WINDOW_UPDATE, { id: 1 }, uint32(10)));
  await client.next(({ type, id }) => type === frames.DATA && id === 1);
  expect(received(1)).toBe(10);
  // For all streams at once, and then for the connection, which has 65,535 at first.
  client.send(frame(frames.SETTINGS, {}, encodeSettings([[INITIAL_WINDOW_SIZE, 300_000]])));
  await expect.poll(() => received(1)).toBe(65_535);
  expect(received(3)).toBe(0);
  client.send(frame(frames.WINDOW_UPDATE, {}, uint32(300_000)));
  for (const id of [1, 3]) expect((await client.answer(id)).headers['grpc-status']).toBe('0');
  expect(received(1)).toBeGreaterThan(200_000);
});

test('a window may be less than has been sent, and is waited for', async () => {
  client = openRaw(product, encodeSettings([[INITIAL_WINDOW_SIZE, 1000]]));
  client.send(headers(), data({}, message('large')));
  await client.next(({ type }) => type === frames.DATA);
  client.send(frame(frames.SETTINGS, {}, encodeSettings([[INITIAL_WINDOW_SIZE, 0]])));
  client.send(frame(frames.WINDOW_UPDATE, { id: 1 }, uint32(1000)), frame(frames.PING, {}, Buffer.alloc(8)));
  await client.next(({ type }) => type === frames.PING);
  expect(client.seen.filter(({ type }) => type === frames.DATA)).toHaveLength(1);
  client.send(frame(frames.WINDOW_UPDATE, { id: 1 }, uint32(5)));
  await expect.poll(() => client.seen.filter(({ type }) => type === frames.DATA).at(-1)?.payload.length).toBe(5);
});

test.each([
  ['the lane', {}],
  ['the library', { 'content-type': 'application/grpc+json' }],
])('a table of headers that the client makes smaller is known before the next headers: %s', async (_, given) => {
  client = openRaw(product, encodeSettings([[HEADER_TABLE_SIZE, 0]]));
  client.send(headers({}, block(given)), data());
  await client.answer(1);
  // RFC 7541 §6.3: a size of 0.
  expect(client.seen.find(({ type }) => type === frames.HEADERS)?.payload[0]).toBe(0x20);
});

test('a client that reads nothing is not read for ever', async () => {
  const socket = connect(product.port, product.host).on('error', () => {});
  const ping = frame(frames.PING, {}, Buffer.alloc(8));
  const some = Buffer.concat(Array.from({ length: 10_000 }, () => ping));
  const rounds = 200;
  socket.write(Buffer.concat([PREFACE, frame(frames.SETTINGS)]));
  for (let round = 0; round < rounds; round += 1) socket.write(some);
  // What systems hold on the way is a few megabytes of these 34.
  let before = 0;
  const isStuck = () => {
    const stuck = socket.writableLength === before;
    before = socket.writableLength;
    return stuck;
  };
  await expect.poll(isStuck, { interval: 250 }).toBe(true);
  expect(socket.writableLength).toBeGreaterThan((rounds / 4) * some.length);
  let received = 0;
  socket.on('data', ({ length }) => {
    received += length;
  });
  await expect.poll(() => received).toBeGreaterThanOrEqual(rounds * some.length);
  socket.destroy();
});
