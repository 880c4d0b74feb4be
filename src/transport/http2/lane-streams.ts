// The lane's calls on one connection, and sending their answers as fast as the client takes them.
import { constants } from 'node:http2';
import type { Channel } from './channel.js';
import { MAX_FRAME_BYTES, MAX_WINDOW_BYTES } from './frames.js';
import { type Carrier, type LaneDeps, LaneStream, OK_TRAILERS, type Opened } from './lane-stream.js';

export class LaneStreams implements Carrier {
  private readonly deps: LaneDeps;
  private readonly channel: Channel;
  private readonly streams = new Map<number, LaneStream>();
  /** Those whose answers wait for a window. */
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
    const { output, sendWindow } = this.channel;
    const { message } = stream;
    while (stream.sent < message.length) {
      const most = Math.min(message.length - stream.sent, MAX_FRAME_BYTES, stream.sendWindow);
      const count = most > 0 ? sendWindow.take(most) : 0;
      if (count === 0) {
        this.waiting.add(stream);
        return;
      }
      const start = stream.sent;
      stream.sent += count;
      stream.sendWindow -= count;
      output.data(stream.id, message, { start, end: stream.sent });
    }
    this.sendHeaders(stream.id, OK_TRAILERS, true);
    this.finish(stream);
  }

  finish(stream: LaneStream, code?: number): void {
    if (code !== undefined) this.channel.output.reset(stream.id, code);
    // RFC 9113 §8.1: the client has its answer, and need not send the rest.
    else if (!stream.ended) this.channel.output.reset(stream.id, constants.NGHTTP2_NO_ERROR);
    this.over(stream, !stream.ended);
  }

  /** There is room in the connection's window. */
  sendWaiting(): void {
    // Those that still wait afterwards are added anew.
    for (const stream of [...this.waiting]) if (this.channel.sendWindow.left > 0) this.sendOn(stream);
  }

  /** There is more room in the stream's own window. */
  widen(stream: LaneStream, bytes: number): void {
    stream.sendWindow += bytes;
    if (stream.sendWindow > MAX_WINDOW_BYTES) this.finish(stream, constants.NGHTTP2_FLOW_CONTROL_ERROR);
    else if (this.waiting.has(stream)) this.sendOn(stream);
  }

  /** The client has changed what every stream's window begins with (RFC 9113 §6.9.2); it may be less than has been sent. */
  widenAll(bytes: number): void {
    for (const stream of this.streams.values()) this.widen(stream, bytes);
  }

  /** The stream is over, with nothing to be said; `forsaken`: before the client has said all. */
  over(stream: LaneStream, forsaken: boolean): void {
    this.waiting.delete(stream);
    if (!this.streams.delete(stream.id)) return;
    stream.closed();
    this.channel.left(stream.id, forsaken);
  }

  /** The connection is gone. */
  overAll(): void {
    for (const stream of this.streams.values()) this.over(stream, true);
  }

  private sendOn(stream: LaneStream): void {
    this.waiting.delete(stream);
    this.sendMessage(stream);
  }
}
