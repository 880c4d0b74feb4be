// A client that says any frame it likes, and notes all that comes back.
import { connect } from 'node:net';
import * as frames from '../../../src/transport/http2/frames.js';
import { HeaderDecoder } from '../../../src/transport/http2/hpack/decoder.js';
import { encodeFields } from '../../../src/transport/http2/hpack/encoder.js';
import type { Product } from '../product.js';
import { envelope } from '../raw.js';

export const { PREFACE, uint32 } = frames;

export interface Seen {
  readonly type: number;
  readonly flags: number;
  readonly id: number;
  readonly payload: Buffer;
}

export interface RawHttp2 {
  /** What has come so far. */
  readonly seen: readonly Seen[];
  send(...bytes: readonly Uint8Array[]): void;
  /** The first frame that has come, or will, and is as asked for; rejects when the connection ends without. */
  next(wanted: (frame: Seen) => boolean): Promise<Seen>;
  /** All of the stream's headers and trailers, once it has ended; `code`: with which RST_STREAM did so. */
  answer(
    id: number,
  ): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly code: number | undefined }>;
  /** Reads no more, or again. */
  pause(): void;
  resume(): void;
  /** Resolves when the server has hung up. */
  readonly closed: Promise<void>;
  bytesUnsent(): number;
  destroy(): void;
}

export function openRaw(
  { host, port }: Pick<Product, 'host' | 'port'>,
  settings: Uint8Array = Buffer.alloc(0),
): RawHttp2 {
  const socket = connect(port, host);
  const seen: Seen[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  const look = () => {
    for (const one of [...waiting]) one();
  };
  const reader = new frames.FrameReader({
    most: 2 ** 24,
    skip: 0,
    handle: ({ type, flags, id, bytes, start, end }) =>
      seen.push({ type, flags, id, payload: Buffer.from(bytes.subarray(start, end)) }),
  });
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    reader.push(chunk);
    look();
  });
  const closed = new Promise<void>((resolve) =>
    socket.once('close', () => {
      over = true;
      look();
      resolve();
    }),
  );
  const next = (wanted: (frame: Seen) => boolean) =>
    new Promise<Seen>((resolve, reject) => {
      const one = () => {
        const found = seen.find(wanted);
        if (found === undefined && !over) return;
        waiting.delete(one);
        if (found === undefined) reject(new Error(`the connection ended after ${seen.map(({ type }) => type)}`));
        else resolve(found);
      };
      waiting.add(one);
      one();
    });
  socket.write(Buffer.concat([PREFACE, frames.frameOf({ type: frames.SETTINGS }, settings)]));
  return {
    seen,
    send: (...bytes) => void socket.write(Buffer.concat(bytes)),
    next,
    answer: async (id) => {
      const last = await next((frame) => frame.id === id && isLast(frame));
      return {
        headers: headersOf(seen, id),
        code: last.type === frames.RST_STREAM ? last.payload.readUInt32BE() : undefined,
      };
    },
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    closed,
    bytesUnsent: () => socket.writableLength,
    destroy: () => void socket.destroy(),
  };
}

function isLast({ type, flags }: Seen): boolean {
  if (type === frames.RST_STREAM) return true;
  return (type === frames.HEADERS || type === frames.DATA) && (flags & frames.END_STREAM) !== 0;
}

function headersOf(seen: readonly Seen[], id: number): Record<string, string> {
  const decoder = new HeaderDecoder();
  const headers: Record<string, string> = {};
  // No block here leaves anything behind in the table.
  for (const frame of seen)
    if (frame.type === frames.HEADERS && frame.id === id)
      for (const { name, value } of decoder.decode(frame.payload, 0, frame.payload.length) ?? []) headers[name] = value;
  return headers;
}

export const GET_USER = '/raystack.frontier.v1beta1.FrontierService/GetUser';

const FIELDS: Readonly<Record<string, string>> = {
  ':method': 'POST',
  ':scheme': 'http',
  ':path': GET_USER,
  ':authority': 'x',
  'content-type': 'application/grpc',
  te: 'trailers',
  authorization: 'Bearer good',
};

/** The header block of a good call, but for what is given. */
export function block(given: Readonly<Record<string, string>> = {}): Buffer {
  return encodeFields(Object.entries({ ...FIELDS, ...given }));
}

export interface FrameSpec {
  readonly id?: number;
  readonly flags?: number;
}

export function headers({ id = 1, flags = frames.END_HEADERS }: FrameSpec = {}, payload: Uint8Array = block()): Buffer {
  return frames.frameOf({ type: frames.HEADERS, flags, id }, payload);
}

export function data(
  { id = 1, flags = frames.END_STREAM }: FrameSpec = {},
  payload: Uint8Array = message('ok'),
): Buffer {
  return frames.frameOf({ type: frames.DATA, flags, id }, payload);
}

export function frame(
  type: number,
  { id = 0, flags = 0 }: FrameSpec = {},
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  return frames.frameOf({ type, flags, id }, payload);
}

/** A GetUserRequest in its envelope. */
export function message(id: string): Uint8Array {
  return envelope(Buffer.concat([Buffer.of(0x0a, id.length), Buffer.from(id)]));
}
