// How much the client may send before it is told that there is room for more (RFC 9113 §6.9).
import { constants } from 'node:http2';
import { ConnectionError } from './frames.js';

/** The window of a connection, which all its streams share. */
export class ReceiveWindow {
  private readonly size: number;
  private left: number;
  /** Taken, and not given back yet. */
  private taken = 0;

  constructor(size: number) {
    this.size = size;
    this.left = size;
  }

  /** Throws FLOW_CONTROL_ERROR for more than the client may send. */
  take(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0) throw new ConnectionError(constants.NGHTTP2_FLOW_CONTROL_ERROR);
  }

  give(bytes: number): void {
    this.left += bytes;
  }

  /** Bytes are done with; answers how many the client is to be given back now, which is nothing until it is worth a frame. */
  done(bytes: number): number {
    this.taken += bytes;
    if (this.taken < this.size / 4) return 0;
    const { taken } = this;
    this.taken = 0;
    return taken;
  }
}
