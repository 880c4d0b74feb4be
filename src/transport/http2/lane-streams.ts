// The lane's calls on one connection, and sending their answers as fast as the client takes them.
import { constants } from 'node:http2';
import type { Channel, StreamEnd } from './channel.js';
import { MAX_FRAME_BYTES, MAX_WINDOW_BYTES } from './frames.js';
import { type Carrier, type LaneDeps, LaneStream, OK_TRAILERS, type Opened } from './lane-stream.js';

/** Of a stream, by the client: each time it has the call reset it costs the client nothing, and the handler may be at work. */
const FAULTS: ReadonlySet<number> = new Set([
  constants.NGHTTP2_PROTOCOL_ERROR,
  constants.NGHTTP2_STREAM_CLOSED,
  constants.NGHTTP2_FLOW_CONTROL_ERROR,
]);

export class LaneStreams implements Carrier {
  private readonly deps: LaneDeps;
  private readonly channel: Channel;
  private readonly streams = new Map<number, LaneStream>();
  /** Those whose answers wait for the connection; those that wait for their own windows are asked when these are widened. */
  private readonly waiting = new Set<LaneStream>();

  constructor(deps: LaneDeps, channel: Channel) {
    this.deps = deps;
    this.channel = channel;
  }

  get peer(): string {
    return this.channel.peer;
  }

  get(id: number): LaneStream | undefined {
    return this.streams.get(id);
  }

  open(request: Omit<Opened, 'sendWindow'>, endStream: boolean): void {
    const stream = new LaneStream(this.deps, this, { ...request, sendWindow: this.channel.settings.initialWindow });
    this.streams.set(stream.id, stream);
    stream.open(endStream);
  }

  sendHeaders(id: number, block: Uint8Array, endStream: boolean): void {
    this.channel.sendHeaders(id, block, endStream);
  }

  sendWindowUpdate(id: number, bytes: number): void {
    this.channel.output.windowUpdate(id, bytes);
  }

  sendMessage(stream: LaneStream): void {
    const { channel } = this;
    const { message } = stream;
    while (stream.sent < message.length) {
      if (stream.sendWindow <= 0 || !channel.maySend) {
        if (stream.sendWindow > 0) this.waiting.add(stream);
        stream.waitForClient();
        return;
      }
      const start = stream.sent;
      const count = channel.sendWindow.take(Math.min(message.length - start, MAX_FRAME_BYTES, stream.sendWindow));
      stream.sent += count;
      stream.sendWindow -= count;
      channel.output.data(stream.id, message, { start, end: stream.sent });
    }
    this.sendHeaders(stream.id, OK_TRAILERS, true);
    this.finish(stream);
  }

  /** Throws ENHANCE_YOUR_CALM when it is the client's fault, and once too often. */
  finish(stream: LaneStream, code?: number): void {
    if (code !== undefined) this.channel.output.reset(stream.id, code);
    // RFC 9113 §8.1: the client has its answer, and need not send the rest.
    else if (!stream.ended) this.channel.output.reset(stream.id, constants.NGHTTP2_NO_ERROR);
    const whole = code === undefined ? 'answered' : 'reset';
    this.over(stream, stream.ended ? whole : 'forsaken');
    if (code !== undefined && FAULTS.has(code)) this.channel.misuse.note();
  }

  /** There may be room in the connection again. */
  sendWaiting(): void {
    for (const stream of this.waiting) {
      // It may have to wait again, and is at the end of all then.
      if (!this.channel.maySend) return;
      this.waiting.delete(stream);
      this.sendMessage(stream);
    }
  }

  /** There is more room in the stream's own window. */
  widen(stream: LaneStream, bytes: number): void {
    const waited = stream.sendWindow <= 0;
    stream.sendWindow += bytes;
    if (stream.sendWindow > MAX_WINDOW_BYTES) this.finish(stream, constants.NGHTTP2_FLOW_CONTROL_ERROR);
    else if (waited && stream.sent < stream.message.length) this.sendMessage(stream);
  }

  /** The client has changed what every stream's window begins with (RFC 9113 §6.9.2); it may be less than has been sent. */
  widenAll(bytes: number): void {
    for (const stream of this.streams.values()) this.widen(stream, bytes);
  }

  /** The stream is over, with nothing to be said. */
  over(stream: LaneStream, end: StreamEnd): void {
    this.waiting.delete(stream);
    if (!this.streams.delete(stream.id)) return;
    stream.closed();
    this.channel.left(stream.id, end);
  }

  /** The connection is gone. */
  overAll(): void {
    for (const stream of this.streams.values()) this.over(stream, 'forsaken');
  }
}
