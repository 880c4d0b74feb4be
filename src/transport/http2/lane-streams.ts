// The lane's calls on one connection, and sending their answers as fast as the client takes them.
import { constants } from 'node:http2';
import { MAX_FRAME_BYTES, MAX_WINDOW_BYTES } from './frames.js';
import { type Carrier, type LaneDeps, LaneStream, OK_TRAILERS, type Opened } from './lane-stream.js';
import type { Output } from './output.js';
import type { PeerSettings } from './peer-settings.js';
import type { SendWindow } from './send-window.js';

/** What the lane's streams and the library's need of the connection they are on. */
export interface Host {
  readonly peer: string;
  readonly output: Output;
  readonly window: SendWindow;
  readonly settings: PeerSettings;
  sendHeaders(id: number, block: Uint8Array, endStream: boolean): void;
  /** A stream is over. */
  left(): void;
}

export class LaneStreams implements Carrier {
  private readonly deps: LaneDeps;
  private readonly host: Host;
  private readonly streams = new Map<number, LaneStream>();
  /** Those whose answers wait for a window. */
  private readonly waiting = new Set<LaneStream>();

  constructor(deps: LaneDeps, host: Host) {
    this.deps = deps;
    this.host = host;
  }

  get peer(): string {
    return this.host.peer;
  }

  get(id: number): LaneStream | undefined {
    return this.streams.get(id);
  }

  open(request: Omit<Opened, 'sendWindow'>, endStream: boolean): void {
    const stream = new LaneStream(this.deps, this, { ...request, sendWindow: this.host.settings.initialWindow });
    this.streams.set(stream.id, stream);
    stream.open(endStream);
  }

  sendHeaders(id: number, block: Uint8Array, endStream: boolean): void {
    this.host.sendHeaders(id, block, endStream);
  }

  sendWindowUpdate(id: number, bytes: number): void {
    this.host.output.windowUpdate(id, bytes);
  }

  sendMessage(stream: LaneStream): void {
    const { output, window } = this.host;
    const { message } = stream;
    while (stream.sent < message.length) {
      const most = Math.min(message.length - stream.sent, MAX_FRAME_BYTES, stream.sendWindow);
      const count = most > 0 ? window.take(most) : 0;
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
    if (code !== undefined) this.host.output.reset(stream.id, code);
    // RFC 9113 §8.1: the client has its answer, and need not send the rest.
    else if (!stream.ended) this.host.output.reset(stream.id, constants.NGHTTP2_NO_ERROR);
    this.over(stream);
  }

  /** There is room in the connection's window. */
  sendWaiting(): void {
    // Those that still wait afterwards are added anew.
    for (const stream of [...this.waiting]) if (this.host.window.left > 0) this.sendOn(stream);
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

  /** The stream is over, with nothing to be said. */
  over(stream: LaneStream): void {
    this.waiting.delete(stream);
    if (!this.streams.delete(stream.id)) return;
    stream.closed();
    this.host.left();
  }

  /** The connection is gone. */
  overAll(): void {
    for (const stream of this.streams.values()) this.over(stream);
  }

  private sendOn(stream: LaneStream): void {
    this.waiting.delete(stream);
    this.sendMessage(stream);
  }
}
