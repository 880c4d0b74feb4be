// Streams that were ended here before the client had said all: what it still sends on them was on its way (RFC 9113 §5.1, closed).
import { constants } from 'node:http2';
import { ConnectionError } from './frames.js';

export class Forsaken {
  private readonly most: number;
  private readonly ids = new Set<number>();

  /** What comes after so many others were ended has not been on its way all the time. */
  constructor(most: number) {
    this.most = most;
  }

  add(id: number): void {
    this.ids.add(id);
    if (this.ids.size <= this.most) return;
    for (const oldest of this.ids) {
      this.ids.delete(oldest);
      return;
    }
  }

  /** The client has ended it, too. */
  delete(id: number): void {
    this.ids.delete(id);
  }

  /** Something came on a stream that is over, `last` of all or not. Throws STREAM_CLOSED when the client ended it itself. */
  late(id: number, last: boolean): void {
    if (!this.ids.has(id)) throw new ConnectionError(constants.NGHTTP2_STREAM_CLOSED);
    if (last) this.ids.delete(id);
  }
}
