// How much may be sent before the client says more (RFC 9113 §6.9).
import { constants } from 'node:http2';
import { ConnectionError, INITIAL_WINDOW_BYTES, MAX_WINDOW_BYTES } from './frames.js';

/** The window of a connection, which all its streams share. */
export class SendWindow {
  left = INITIAL_WINDOW_BYTES;

  /** Takes so many bytes, or as many as there are. */
  take(bytes: number): number {
    const taken = Math.min(bytes, this.left);
    this.left -= taken;
    return taken;
  }

  give(bytes: number): void {
    if (this.left + bytes > MAX_WINDOW_BYTES) throw new ConnectionError(constants.NGHTTP2_FLOW_CONTROL_ERROR);
    this.left += bytes;
  }
}
