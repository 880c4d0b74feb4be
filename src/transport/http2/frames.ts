// The frames of HTTP/2 (RFC 9113 §4 and §6): their numbers, and taking them out of what comes in.
import { constants } from 'node:http2';

/** What every client sends first (RFC 9113 §3.4). */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

export const FRAME_HEADER_BYTES = 9;
/** SETTINGS_MAX_FRAME_SIZE as everyone begins with it; nothing larger is taken or sent. */
export const MAX_FRAME_BYTES = 16_384;
/** SETTINGS_INITIAL_WINDOW_SIZE as everyone begins with it, and the window of a new connection. */
export const INITIAL_WINDOW_BYTES = 65_535;
export const MAX_WINDOW_BYTES = 2 ** 31 - 1;

export const DATA = 0;
export const HEADERS = 1;
export const PRIORITY = 2;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PUSH_PROMISE = 5;
export const PING = 6;
export const GOAWAY = 7;
export const WINDOW_UPDATE = 8;
export const CONTINUATION = 9;

export const END_STREAM = 0x1;
export const ACK = 0x1;
export const END_HEADERS = 0x4;
export const PADDED = 0x8;
export const WITH_PRIORITY = 0x20;

/** What ends the whole connection (RFC 9113 §5.4.1); `code` is of §7. */
export class ConnectionError extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`HTTP/2 connection error ${code}`);
    this.code = code;
  }
}

export function protocolError(): ConnectionError {
  return new ConnectionError(constants.NGHTTP2_PROTOCOL_ERROR);
}

export function frameSizeError(): ConnectionError {
  return new ConnectionError(constants.NGHTTP2_FRAME_SIZE_ERROR);
}

/** A frame where it lies; one object for all frames of a reader, good until the next. */
export interface Frame {
  type: number;
  flags: number;
  /** Of the stream; 0: the connection. */
  id: number;
  /** The payload is `bytes` from `start` to `end`; the frame's header is in front of it. */
  bytes: Buffer;
  start: number;
  end: number;
}

const NOTHING: Buffer = Buffer.alloc(0);

export interface FrameReaderDeps {
  /** Frames of more bytes are a FRAME_SIZE_ERROR. */
  readonly most: number;
  /** How many bytes come before the first frame. */
  readonly skip: number;
  handle(frame: Frame): void;
}

export class FrameReader {
  private readonly deps: FrameReaderDeps;
  private skip: number;
  private readonly frame: Frame = { type: 0, flags: 0, id: 0, bytes: NOTHING, start: 0, end: 0 };
  /** What came of a frame that is not complete. */
  private rest: Buffer = NOTHING;

  constructor(deps: FrameReaderDeps) {
    this.deps = deps;
    this.skip = deps.skip;
  }

  push(chunk: Buffer): void {
    const { frame, deps } = this;
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let at = Math.min(this.skip, bytes.length);
    this.skip -= at;
    while (bytes.length - at >= FRAME_HEADER_BYTES) {
      const length = bytes.readUIntBE(at, 3);
      if (length > deps.most) throw frameSizeError();
      const start = at + FRAME_HEADER_BYTES;
      if (bytes.length - start < length) break;
      frame.type = bytes[at + 3] as number;
      frame.flags = bytes[at + 4] as number;
      frame.id = bytes.readUInt32BE(at + 5) & 0x7fffffff;
      frame.bytes = bytes;
      frame.start = start;
      frame.end = start + length;
      at = frame.end;
      deps.handle(frame);
    }
    frame.bytes = NOTHING;
    // What came with it need not be kept.
    this.rest = at === bytes.length ? NOTHING : Buffer.from(bytes.subarray(at));
  }
}

/** Takes padding away (RFC 9113 §6.1, §6.2). */
export function unpad(frame: Frame): void {
  if ((frame.flags & PADDED) === 0) return;
  if (frame.start === frame.end) throw frameSizeError();
  const length = frame.bytes[frame.start] as number;
  frame.start += 1;
  frame.end -= length;
  if (frame.end < frame.start) throw protocolError();
}

/** Part of a payload. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A frame of its own, for where frames are few. */
export function frameOf(
  kind: { readonly type: number; readonly flags?: number; readonly id?: number },
  payload: Uint8Array,
): Buffer {
  const bytes = Buffer.allocUnsafe(FRAME_HEADER_BYTES + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = kind.type;
  bytes[4] = kind.flags ?? 0;
  bytes.writeUInt32BE(kind.id ?? 0, 5);
  bytes.set(payload, FRAME_HEADER_BYTES);
  return bytes;
}
