// What the lane does not take on a connection is answered by node:http2: a session of its own on the streams handed to it.
import { constants, type Http2Session, type Http2Server as NodeHttp2Server, type ServerHttp2Session } from 'node:http2';
import { Duplex } from 'node:stream';
import { CONNECTION_WINDOW_BYTES } from '../limits.js';
import type { Channel, StreamEnd } from './channel.js';
import * as frames from './frames.js';
import type { Headers } from './header-frames.js';
import { encodeFields } from './hpack/encoder.js';
import type { Patience } from './patience.js';
import { encodeSettings, HEADER_TABLE_SIZE, INITIAL_WINDOW_SIZE } from './peer-settings.js';
import { SendQueue } from './send-queue.js';

const SETTINGS_ACK = frames.frameOf({ type: frames.SETTINGS, flags: frames.ACK }, Buffer.alloc(0));

/**
 * When the session has left so much unread, the client sends what nobody waits for: windows hold honest ones far below. It can't just
 * be read no more, for it may be the client's windows that the session waits for.
 */
const MOST_UNREAD = 8 * 1024 * 1024;
/** What a frame costs beside its bytes while it waits. */
const FRAME_COST = 256;
/** After so many bytes the session is told that it may send as many more. */
const WORTH_TELLING = 1024 * 1024;

/** How far a stream is. */
const CLIENT_ENDED = 1;
const ANSWERED = 2;

const peers = new WeakMap<Http2Session, string>();

/** The address of the client of a session that is behind a relay. */
export function peerOfSession(session: Http2Session | undefined): string | undefined {
  return session && peers.get(session);
}

export interface RelayDeps {
  readonly library: NodeHttp2Server;
  readonly channel: Channel;
  readonly patience: Patience;
}

/** The session's socket. Windows of streams are between the client and the session; those of the connection are the channel's. */
export class Relay extends Duplex {
  private readonly channel: Channel;
  /** In the order in which the session wrote it. */
  private readonly queue: SendQueue;
  private readonly reader = new frames.FrameReader({
    most: 2 ** 24,
    skip: 0,
    handle: (frame) => this.fromSession(frame),
  });
  private readonly streams = new Map<number, number>();
  /** A header block of the session's that is not complete. */
  private block: { readonly id: number; readonly endStream: boolean; readonly parts: Buffer[] } | undefined;
  /** Called when nothing waits any more. */
  private written: (() => void) | undefined;
  /** To be called, one each, when the session has taken SETTINGS. */
  private readonly acknowledgements: (() => void)[] = [];
  /** Frames that the session has not read. */
  private unread = 0;
  /** Bytes of DATA that the session has not been given back. */
  private sent = 0;
  /** The session widens its connection's window once at first, which the host has done long ago. */
  private widened = false;

  constructor({ library, channel, patience }: RelayDeps) {
    super();
    this.channel = channel;
    this.queue = new SendQueue(patience, () => channel.fail(constants.NGHTTP2_ENHANCE_YOUR_CALM));
    this.on('error', () => {});
    this.once('close', () => this.lose());
    const session = openSession(library, this);
    if (session === undefined) throw new Error('no session of node:http2');
    this.on('data', () => {
      this.unread -= 1;
    });
    peers.set(session, channel.peer);
    session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
    this.toSession(frames.PREFACE);
    this.tellSettings(() => {});
    this.toSession(windowUpdate(frames.MAX_WINDOW_BYTES - frames.INITIAL_WINDOW_BYTES));
  }

  has(id: number): boolean {
    return this.streams.has(id);
  }

  /** Of a request whose headers have been passed on. */
  trailers(headers: Headers): void {
    const { id, endStream, fields } = headers;
    if (fields !== undefined) {
      this.headers(headers);
      return;
    }
    const code = frames.uint32(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    this.toSession(frames.frameOf({ type: frames.RST_STREAM, id }, code));
    this.channel.output.reset(id, constants.NGHTTP2_ENHANCE_YOUR_CALM);
    this.over(id, endStream ? 'reset' : 'forsaken');
  }

  headers({ id, fields = [], endStream }: Headers): void {
    const block = encodeFields(fields.map(({ name, value }) => [name, value]));
    if (!this.streams.has(id)) this.streams.set(id, 0);
    const ends = endStream ? frames.END_STREAM : 0;
    const first = block.subarray(0, frames.MAX_FRAME_BYTES);
    const rest = block.subarray(frames.MAX_FRAME_BYTES);
    const whole = rest.length === 0 ? frames.END_HEADERS : 0;
    this.toSession(frames.frameOf({ type: frames.HEADERS, flags: ends | whole, id }, first));
    // What is too long has been refused before: it fits into two.
    if (rest.length > 0)
      this.toSession(frames.frameOf({ type: frames.CONTINUATION, flags: frames.END_HEADERS, id }, rest));
    if (endStream) this.note(id, CLIENT_ENDED);
  }

  /** A frame of the client's on a stream that is here. */
  frame({ type, flags, id, bytes, start, end }: frames.Frame): void {
    // The reader's bytes are others' as well.
    this.toSession(Buffer.from(bytes.subarray(start - frames.FRAME_HEADER_BYTES, end)));
    if (type === frames.RST_STREAM) {
      this.over(id, 'reset');
      // What waited of it waits no more, and may have kept the session from reading.
      process.nextTick(() => this.sendWaiting());
    } else if (type === frames.DATA && (flags & frames.END_STREAM) !== 0) this.note(id, CLIENT_ENDED);
  }

  /**
   * `acknowledged` is called when all that was sent before has left. Nobody here makes use of the client's table of headers, so that
   * whatever is sent in between can't disturb it.
   */
  tellSettings(acknowledged: () => void): void {
    this.acknowledgements.push(acknowledged);
    const settings = encodeSettings([
      [HEADER_TABLE_SIZE, 0],
      [INITIAL_WINDOW_SIZE, this.channel.settings.initialWindow],
    ]);
    this.toSession(frames.frameOf({ type: frames.SETTINGS }, settings));
  }

  /** There is room in the connection's window. */
  sendWaiting(): void {
    this.queue.run();
    if (!this.queue.isEmpty) return;
    const { written } = this;
    this.written = undefined;
    written?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.reader.push(chunk);
    if (this.queue.isEmpty) done();
    else this.written = done;
  }

  override _read(): void {}

  private toSession(bytes: Buffer): void {
    if (this.destroyed) return;
    this.unread += 1;
    this.push(bytes);
    if (this.readableLength + this.unread * FRAME_COST > MOST_UNREAD)
      this.channel.fail(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }

  /** Not now: the session is in the middle of writing. */
  private toSessionSoon(bytes: Buffer): void {
    process.nextTick(() => this.toSession(bytes));
  }

  private fromSession(frame: frames.Frame): void {
    const { type, flags, id, bytes, start } = frame;
    if (type === frames.SETTINGS && (flags & frames.ACK) !== 0) this.acknowledged();
    else if (type === frames.SETTINGS) this.toSessionSoon(SETTINGS_ACK);
    else if (type === frames.GOAWAY) this.channel.fail(bytes.readUInt32BE(start + 4));
    else if (type === frames.WINDOW_UPDATE && id === 0) this.giveBack(bytes.readUInt32BE(start));
    else if (type === frames.WINDOW_UPDATE) this.channel.output.windowUpdate(id, bytes.readUInt32BE(start));
    else if (type === frames.HEADERS || type === frames.CONTINUATION) this.headerPart(frame);
    else if (type === frames.DATA) this.data(frame);
    else if (type === frames.RST_STREAM) {
      const code = bytes.readUInt32BE(start);
      this.queue.add(() => this.reset(id, code));
    }
  }

  private acknowledged(): void {
    const acknowledge = this.acknowledgements.shift();
    this.queue.add(() => {
      acknowledge?.();
      return true;
    });
  }

  private giveBack(bytes: number): void {
    if (this.widened) this.channel.giveBack(bytes);
    this.widened = true;
  }

  private headerPart({ flags, id, bytes, start, end }: frames.Frame): void {
    this.block ??= { id, endStream: (flags & frames.END_STREAM) !== 0, parts: [] };
    const { endStream, parts } = this.block;
    parts.push(Buffer.from(bytes.subarray(start, end)));
    if ((flags & frames.END_HEADERS) === 0) return;
    this.block = undefined;
    this.queue.add(() => this.sendBlock(id, Buffer.concat(parts), endStream));
  }

  private sendBlock(id: number, block: Buffer, endStream: boolean): boolean {
    if (!this.streams.has(id)) return true;
    this.channel.sendHeaders(id, block, endStream);
    if (endStream) this.note(id, ANSWERED);
    return true;
  }

  private data({ flags, id, bytes, start, end }: frames.Frame): void {
    const body = Buffer.from(bytes.subarray(start, end));
    const endStream = (flags & frames.END_STREAM) !== 0;
    this.took(body.length);
    let from = 0;
    this.queue.add(() => {
      if (!this.streams.has(id)) return true;
      // Even an empty frame may be the end.
      const count = this.channel.maySend ? this.channel.sendWindow.take(body.length - from) : 0;
      const last = from + count === body.length;
      if (count > 0 || last) this.sendData(id, body.subarray(from, from + count), endStream && last);
      from += count;
      return last;
    });
  }

  /** The connection's window is the client's: the session's own is as large as can be, and is kept so. */
  private took(bytes: number): void {
    this.sent += bytes;
    if (this.sent < WORTH_TELLING) return;
    this.toSessionSoon(windowUpdate(this.sent));
    this.sent = 0;
  }

  private sendData(id: number, body: Buffer, endStream: boolean): void {
    const kind = { type: frames.DATA, flags: endStream ? frames.END_STREAM : 0, id };
    this.channel.output.frames(frames.frameOf(kind, body));
    this.queue.took(body.length);
    if (endStream) this.note(id, ANSWERED);
  }

  private reset(id: number, code: number): boolean {
    if (!this.streams.has(id)) return true;
    this.channel.output.reset(id, code);
    this.over(id, this.streams.get(id) === CLIENT_ENDED ? 'reset' : 'forsaken');
    return true;
  }

  private note(id: number, what: number): void {
    const state = this.streams.get(id);
    if (state === undefined) return;
    if ((state | what) === (CLIENT_ENDED | ANSWERED)) this.over(id, 'answered');
    else this.streams.set(id, state | what);
  }

  private over(id: number, end: StreamEnd): void {
    if (this.streams.delete(id)) this.channel.left(id, end);
  }

  private lose(): void {
    const lost = this.streams.size > 0;
    this.queue.end();
    for (const acknowledge of this.acknowledgements.splice(0)) acknowledge();
    for (const id of [...this.streams.keys()]) this.over(id, 'forsaken');
    if (lost) this.channel.fail(constants.NGHTTP2_INTERNAL_ERROR);
  }
}

/** Of the connection. */
function windowUpdate(bytes: number): Buffer {
  return frames.frameOf({ type: frames.WINDOW_UPDATE }, frames.uint32(bytes));
}

/** Undefined when there is none to be had. */
function openSession(server: NodeHttp2Server, socket: Relay): ServerHttp2Session | undefined {
  let opened: ServerHttp2Session | undefined;
  const note = (session: ServerHttp2Session) => {
    opened = session;
  };
  server.once('session', note);
  // Emits `session` before it returns.
  server.emit('connection', socket);
  server.off('session', note);
  return opened;
}
