// One connection for the lane and for everything else: each call gets its own answer, whoever gives it, and windows are shared.
import { once } from 'node:events';
import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import { gunzipSync } from 'node:zlib';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { GetUserRequestSchema, GetUserResponseSchema } from '../../../gen/raystack/frontier/v1beta1/users_pb.js';
import * as frames from '../../../src/transport/http2/frames.js';
import { fakeAreas, type Product, startProduct } from '../product.js';
import { envelope } from '../raw.js';
import { block, data, frame, GET_USER, headers, message, openRaw, type RawHttp2, uint32 } from './raw-http2.js';

let product: Product;
let session: ClientHttp2Session | undefined;
let raw: RawHttp2 | undefined;

beforeAll(async () => {
  const getUser = async ({ id }: { readonly id: string }) => {
    if (id.startsWith('later')) await new Promise(setImmediate);
    return { user: { id: id.startsWith('large') ? `${id} ${'z'.repeat(2 ** 20)}` : id, name: `${id.length}` } };
  };
  product = await startProduct({ areas: fakeAreas({ frontier: { getUser } }) });
});

afterAll(() => product.close(0));
afterEach(() => {
  session?.destroy();
  raw?.destroy();
});

const AUTHORIZED = { authorization: 'Bearer good' };

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

function ask(on: ClientHttp2Session, given: Readonly<Record<string, string>>, body?: Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = on.request({ ...AUTHORIZED, ...given }, { endStream: body === undefined });
    const chunks: Buffer[] = [];
    let received: IncomingHttpHeaders = {};
    const note = (more: IncomingHttpHeaders) => {
      received = { ...received, ...more };
    };
    stream.on('response', note).on('trailers', note).on('error', reject);
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('close', () => resolve({ headers: received, body: Buffer.concat(chunks) }));
    if (body !== undefined) stream.end(body);
  });
}

/** Calls of GetUser, and whom they were answered with: `id` and, but for REST, how long an id was sent. */
const WAYS: Readonly<Record<string, (on: ClientHttp2Session, id: string) => Promise<string | undefined>>> = {
  'the lane': (on, id) => grpc(on, id, 'identity'),
  'gRPC of the library': (on, id) => grpc(on, id, 'gzip'),
  Connect: async (on, id) => {
    const post = { ':method': 'POST', ':path': GET_USER, 'content-type': 'application/json' };
    const { body } = await ask(on, post, Buffer.from(JSON.stringify({ id })));
    return JSON.parse(body.toString()).user?.id;
  },
  REST: async (on, id) => {
    const { body } = await ask(on, { ':path': `/v1beta1/users/${encodeURIComponent(id)}` });
    return JSON.parse(body.toString()).user?.id;
  },
};

/** What says that it may be compressed is for the library, be it compressed or not. */
async function grpc(on: ClientHttp2Session, id: string, encoding: string): Promise<string | undefined> {
  const type = { 'content-type': 'application/grpc', 'grpc-encoding': encoding, te: 'trailers' };
  const post = { ':method': 'POST', ':path': GET_USER, ...type };
  const request = envelope(toBinary(GetUserRequestSchema, create(GetUserRequestSchema, { id })));
  const answer = await ask(on, post, request);
  expect(answer.headers['grpc-status']).toBe('0');
  // The library compresses what is worth it.
  const compressed = answer.body[0] === 1;
  const bytes = answer.body.subarray(5);
  return fromBinary(GetUserResponseSchema, compressed ? gunzipSync(bytes) : bytes).user?.id;
}

test('calls of every kind at once on one connection', async () => {
  session = connect(product.url);
  const on = session;
  const calls = Object.entries(WAYS).flatMap(([way, call]) =>
    Array.from({ length: 100 }, async (_, number) => {
      const id = `${number % 3 === 0 ? 'later' : 'now'} ${way} ${number}`;
      return [id, await call(on, id)];
    }),
  );
  for (const [asked, answered] of await Promise.all(calls)) expect(answered).toBe(asked);
});

test.each([100, 65_535, 2 ** 20])(
  'large answers of every kind at once, through windows of %i bytes',
  async (initialWindowSize) => {
    session = connect(product.url, { settings: { initialWindowSize } });
    const on = session;
    const calls = Object.entries(WAYS).flatMap(([way, call]) =>
      Array.from({ length: 3 }, async (_, number) => [
        `large ${way} ${number}`,
        await call(on, `large ${way} ${number}`),
      ]),
    );
    for (const [asked, answered] of await Promise.all(calls)) {
      expect(answered?.length).toBe(`${asked} `.length + 2 ** 20);
      expect(answered?.startsWith(`${asked} z`)).toBe(true);
    }
  },
);

test('large requests of every kind that has a body at once, and again', async () => {
  session = connect(product.url);
  const on = session;
  const { REST: _, ...withBodies } = WAYS;
  for (let round = 0; round < 3; round += 1) {
    const calls = Object.values(withBodies).flatMap((call, way) =>
      Array.from({ length: 2 }, async (__, number) => {
        const id = `${way}${number}${'i'.repeat(2 ** 20)}`;
        return [id, await call(on, id)];
      }),
    );
    for (const [asked, answered] of await Promise.all(calls)) expect(answered === asked).toBe(true);
  }
});

test('the client is known by its address, whoever answers', async () => {
  session = connect(product.url);
  for (const call of Object.values(WAYS)) {
    await call(session, 'x');
    expect(product.observed.at(-1)?.peer).toBe('127.0.0.1');
  }
});

test('a call of the library that is reset is over, and the connection goes on', async () => {
  session = connect(product.url);
  const stream = session.request({
    ...AUTHORIZED,
    ':method': 'POST',
    ':path': GET_USER,
    'content-type': 'application/json',
  });
  stream.on('error', () => {});
  stream.write('{"id":');
  stream.close(constants.NGHTTP2_CANCEL);
  await once(stream, 'close');
  for (const [way, call] of Object.entries(WAYS)) expect(await call(session, way)).toBe(way);
});

const JSON_CALL = { 'content-type': 'application/json' };
const isGoaway = ({ type }: { readonly type: number }) => type === frames.GOAWAY;

test('the library is told of windows, and waits for that of the connection with everyone', async () => {
  raw = openRaw(product);
  const { seen } = raw;
  const large = Buffer.from('{"id":"large"}');
  raw.send(headers({ id: 1 }, block(JSON_CALL)), data({ id: 1 }, large));
  raw.send(frame(frames.WINDOW_UPDATE, { id: 1 }, uint32(2 ** 21)));
  const received = () =>
    seen.filter(({ type }) => type === frames.DATA).reduce((sum, { payload }) => sum + payload.length, 0);
  await expect.poll(received).toBe(65_535);
  // The connection's window is used up: calls are taken all the same, and their headers sent.
  raw.send(headers({ id: 3 }), data({ id: 3 }));
  await raw.next(({ type, id }) => type === frames.HEADERS && id === 3);
  raw.send(frame(frames.WINDOW_UPDATE, {}, uint32(1000)));
  await expect.poll(received).toBe(66_535);
  raw.send(frame(frames.WINDOW_UPDATE, {}, uint32(2 ** 21)));
  expect((await raw.answer(3)).headers['grpc-status']).toBe('0');
  expect((await raw.answer(1)).headers[':status']).toBe('200');
  expect(received()).toBeGreaterThan(2 ** 20);
});

test('an answer of the library that nobody waits for any more takes nobody’s window', async () => {
  raw = openRaw(product);
  raw.send(headers({ id: 1 }, block(JSON_CALL)), data({ id: 1 }, Buffer.from('{"id":"large"}')));
  raw.send(frame(frames.WINDOW_UPDATE, { id: 1 }, uint32(2 ** 21)));
  const { seen } = raw;
  const received = () =>
    seen.filter(({ type }) => type === frames.DATA).reduce((sum, { payload }) => sum + payload.length, 0);
  await expect.poll(received).toBe(65_535);
  raw.send(frame(frames.RST_STREAM, { id: 1 }, uint32(constants.NGHTTP2_CANCEL)), headers({ id: 3 }), data({ id: 3 }));
  raw.send(frame(frames.WINDOW_UPDATE, {}, uint32(100)));
  expect((await raw.answer(3)).headers['grpc-status']).toBe('0');
  // Nothing more came of the first: the lane's answer had the window.
  expect(
    seen
      .filter(({ type, id }) => type === frames.DATA && id === 1)
      .reduce((sum, { payload }) => sum + payload.length, 0),
  ).toBe(65_535);
});

test.each([
  [
    'too much for a window',
    [headers({}, block(JSON_CALL)), ...Array.from({ length: 80 }, () => data({ flags: 0 }, Buffer.alloc(16_000)))],
    constants.NGHTTP2_FLOW_CONTROL_ERROR,
  ],
  [
    'more padding than there is',
    [headers({}, block(JSON_CALL)), data({ flags: frames.PADDED }, Buffer.of(9, 1))],
    constants.NGHTTP2_PROTOCOL_ERROR,
  ],
])('what the library finds wrong ends the call or the connection: %s', async (_, sent, code) => {
  raw = openRaw(product);
  raw.send(...sent);
  const told = await raw.next(({ type }) => type === frames.GOAWAY || type === frames.RST_STREAM);
  expect(told.payload.readUInt32BE(isGoaway(told) ? 4 : 0)).toBe(code);
});

test('trailers of a call that the library answers', async () => {
  raw = openRaw(product);
  raw.send(headers({}, block({ 'grpc-encoding': 'gzip' })), data({ flags: 0 }, message('ok')));
  raw.send(headers({ flags: frames.END_HEADERS | frames.END_STREAM }, Buffer.from('\0\u0001x\u0001y', 'latin1')));
  expect((await raw.answer(1)).headers['grpc-status']).toBe('0');
});

test('headers longer than a frame are relayed', async () => {
  session = connect(product.url);
  const { headers: received } = await ask(session, { ':path': '/ping', 'x-long': 'b'.repeat(15_900) });
  expect(received[':status']).toBe(200);
});
