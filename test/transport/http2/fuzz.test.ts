// Frames thrown together at random, the same ones each time: whatever comes of them, the process goes on and nothing is left under way.
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../src/kernel/clock.js';
import { createAdmission } from '../../../src/transport/admission.js';
import { createGrpcUnary } from '../../../src/transport/grpc-unary.js';
import * as frames from '../../../src/transport/http2/frames.js';
import { encodeSettings, INITIAL_WINDOW_SIZE } from '../../../src/transport/http2/peer-settings.js';
import { http2Server } from '../../../src/transport/http2/server.js';
import { getUser } from '../bare-pipeline.js';
import { LIMITS } from '../product.js';
import { block, data, frame, headers, message, openRaw, uint32 } from './raw-http2.js';

const CONNECTIONS = 300;
const counted = { calls: 0, bytes: 0 };
let port = 0;

const answer = (id: string | undefined) => ({ user: { id: id === 'large' ? 'z'.repeat(100_000) : id } });
const admission = createAdmission(LIMITS);
const http2 = http2Server({
  dispatch: (request, response) => {
    request.resume().on('end', () => response.end('x'.repeat(70_000)));
  },
  lane: createGrpcUnary({
    methods: [getUser(() => ({}))],
    invoke: (_, asked) => {
      const { id } = asked as { readonly id?: string };
      if (id !== 'later') return answer(id);
      return new Promise((resolve) => setImmediate(() => resolve(answer(id))));
    },
  }),
  admission: {
    ...admission,
    entered: () => void counted.calls++,
    left: () => void counted.calls--,
    takeBytes: (count) => {
      counted.bytes += count;
      return true;
    },
    giveBytes: (count) => {
      counted.bytes -= count;
    },
  },
  clock: systemClock,
  limits: { ...LIMITS, maxStreams: 20 },
});
const server = createServer((socket) => http2.accept(socket.on('error', () => {})));

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

/** The same numbers below 1 for the same seed (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const LIBRARY = block({ 'content-type': 'application/json' });
const IDS = ['ok', 'later', 'large'];

/** Mostly what a client might send, now and then what it must not. */
function frameAtRandom(pick: (below: number) => number, opened: number): Buffer {
  const id = pick(8) === 0 ? pick(60) : 1 + 2 * pick(opened);
  const flags = [0, frames.END_STREAM, frames.END_STREAM, frames.PADDED][pick(4)] ?? 0;
  switch (pick(12)) {
    case 0:
      return frame(frames.RST_STREAM, { id }, uint32(8));
    case 1:
      return frame(frames.WINDOW_UPDATE, { id: pick(2) * id }, uint32(pick(100_000)));
    case 2:
      return frame(frames.SETTINGS, {}, encodeSettings([[INITIAL_WINDOW_SIZE, pick(2) * 65_535]]));
    case 3:
      return frame(pick(12), { id: pick(2) * id, flags: pick(256) }, Buffer.alloc(pick(40), pick(256)));
    case 4:
      return headers({ id, flags: frames.END_HEADERS | frames.END_STREAM }, Buffer.alloc(0));
    default:
      return data({ id, flags }, message(IDS[pick(3)] ?? 'ok'));
  }
}

async function connection(seed: number): Promise<void> {
  const pick = numbers(seed);
  const client = openRaw({ host: '127.0.0.1', port });
  let opened = 0;
  for (let count = 10 + pick(60); count > 0; count -= 1) {
    if (opened === 0 || pick(3) === 0) {
      client.send(headers({ id: 1 + 2 * opened }, pick(3) === 0 ? LIBRARY : block()));
      opened += 1;
    } else client.send(frameAtRandom(pick, opened));
    if (pick(5) === 0) await new Promise(setImmediate);
  }
  client.send(frame(frames.PING, {}, Buffer.alloc(8, 7)));
  const isOver = ({ type, payload }: { readonly type: number; readonly payload: Buffer }) =>
    type === frames.GOAWAY || (type === frames.PING && payload[0] === 7);
  // Rejects when the server hung up before GOAWAY could be read, as it may.
  await client.next(isOver).catch(() => {});
  client.destroy();
  await client.closed;
}

test('frames at random', async () => {
  for (let seed = 0; seed < CONNECTIONS; seed += 20)
    await Promise.all(Array.from({ length: 20 }, (_, more) => connection(seed + more)));
  await expect.poll(() => counted).toEqual({ calls: 0, bytes: 0 });
  const client = openRaw({ host: '127.0.0.1', port });
  client.send(headers(), data());
  expect((await client.answer(1)).headers['grpc-status']).toBe('0');
  client.destroy();
});
