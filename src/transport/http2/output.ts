// What is to be sent on a connection, gathered, so that the answers to all that came at once leave in one write.
import type { Socket } from 'node:net';
import {
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  FRAME_HEADER_BYTES,
  HEADERS,
  MAX_FRAME_BYTES,
  RST_STREAM,
  WINDOW_UPDATE,
} from './frames.js';

// One room for all connections: it belongs to whoever wrote last, until somebody else writes or the event is over.
const room = Buffer.allocUnsafeSlow(64 * 1024);
let filled = 0;
let owner: Output | undefined;
let planned = false;

/** From the type and the flags of a frame. */
function kind(type: number, flags: number): number {
  return (type << 8) | flags;
}

const MESSAGE = kind(DATA, 0);
const BLOCK_PART = kind(HEADERS, 0);
const BLOCK_GOES_ON = kind(CONTINUATION, 0);
const RESET = kind(RST_STREAM, 0);
const WINDOW = kind(WINDOW_UPDATE, 0);

export class Output {
  private readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** From now on until `sendGathered` nothing need be sent. */
  static gather(): void {
    planned = true;
  }

  static sendGathered(): void {
    planned = false;
    owner?.send();
  }

  /** So much has not been taken yet that more is not to be said before the socket is drained. */
  get isFull(): boolean {
    return this.socket.writableLength > MOST_WAITING;
  }

  /** Whole frames, made elsewhere. */
  frames(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.copy(bytes, 0, bytes.length);
  }

  /** Part of a message: the bytes of `body` from `start` to `end`, a frame's at most. */
  data(id: number, body: Uint8Array, { start, end }: { readonly start: number; readonly end: number }): void {
    this.open(end - start, MESSAGE, id);
    this.copy(body, start, end);
  }

  /** A header block, in as many frames as it takes. */
  headers(id: number, block: Uint8Array, endStream: boolean): void {
    let type = BLOCK_PART | (endStream ? END_STREAM : 0);
    let start = 0;
    for (; block.length - start > MAX_FRAME_BYTES; start += MAX_FRAME_BYTES) {
      this.open(MAX_FRAME_BYTES, type, id);
      this.copy(block, start, start + MAX_FRAME_BYTES);
      type = BLOCK_GOES_ON;
    }
    this.open(block.length - start, type | END_HEADERS, id);
    this.copy(block, start, block.length);
  }

  reset(id: number, code: number): void {
    this.open(4, RESET, id);
    this.uint32(code);
  }

  /** `id` 0: the connection's. */
  windowUpdate(id: number, bytes: number): void {
    this.open(4, WINDOW, id);
    this.uint32(bytes);
  }

  /** Hands over what has been gathered; else that is done when the event is over. */
  send(): void {
    if (owner !== this) return;
    owner = undefined;
    if (filled === 0) return;
    const bytes = Buffer.allocUnsafe(filled);
    room.copy(bytes, 0, 0, filled);
    filled = 0;
    if (!this.socket.destroyed && this.socket.writable) this.socket.write(bytes);
  }

  private open(length: number, type: number, id: number): void {
    this.reserve(FRAME_HEADER_BYTES + length);
    room[filled] = length >>> 16;
    room[filled + 1] = length >>> 8;
    room[filled + 2] = length;
    room[filled + 3] = type >>> 8;
    room[filled + 4] = type;
    filled += 5;
    this.uint32(id);
  }

  private uint32(value: number): void {
    room[filled] = value >>> 24;
    room[filled + 1] = value >>> 16;
    room[filled + 2] = value >>> 8;
    room[filled + 3] = value;
    filled += 4;
  }

  /** A call into the engine costs more than a few bytes do. */
  private copy(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > FEW) room.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end), filled);
    else for (let at = start, to = filled; at < end; at += 1, to += 1) room[to] = bytes[at] as number;
    filled += end - start;
  }

  /** Nobody else's bytes come in between those of one reservation. */
  private reserve(length: number): void {
    if (owner !== this || filled + length > room.length) {
      owner?.send();
      owner = this;
    }
    if (planned) return;
    planned = true;
    process.nextTick(Output.sendGathered);
  }
}

const FEW = 64;
const MOST_WAITING = 256 * 1024;
