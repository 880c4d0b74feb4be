// What the client says of itself in SETTINGS (RFC 9113 §6.5), as far as it matters here.
import { constants } from 'node:http2';
import {
  ConnectionError,
  type Frame,
  frameSizeError,
  INITIAL_WINDOW_BYTES,
  MAX_FRAME_BYTES,
  MAX_WINDOW_BYTES,
  protocolError,
} from './frames.js';

export const HEADER_TABLE_SIZE = 1;
const ENABLE_PUSH = 2;
export const MAX_CONCURRENT_STREAMS = 3;
export const INITIAL_WINDOW_SIZE = 4;
const MAX_FRAME_SIZE = 5;
export const MAX_HEADER_LIST_SIZE = 6;
const ENTRY_BYTES = 6;

export class PeerSettings {
  /** How much may be sent on a new stream. */
  initialWindow = INITIAL_WINDOW_BYTES;
  /** The client's table for headers has another size than before: the next header block is to say that this is known. */
  tableResized = false;

  take({ bytes, start, end }: Frame): void {
    if ((end - start) % ENTRY_BYTES !== 0) throw frameSizeError();
    for (let at = start; at < end; at += ENTRY_BYTES) this.set(bytes.readUInt16BE(at), bytes.readUInt32BE(at + 2));
  }

  private set(id: number, value: number): void {
    if (id === HEADER_TABLE_SIZE) this.tableResized = true;
    else if (id === ENABLE_PUSH && value > 1) throw protocolError();
    else if (id === INITIAL_WINDOW_SIZE) {
      if (value > MAX_WINDOW_BYTES) throw new ConnectionError(constants.NGHTTP2_FLOW_CONTROL_ERROR);
      this.initialWindow = value;
    } else if (id === MAX_FRAME_SIZE && (value < MAX_FRAME_BYTES || value >= 2 ** 24)) throw protocolError();
  }
}

/** The payload of SETTINGS. */
export function encodeSettings(entries: readonly (readonly [id: number, value: number])[]): Buffer {
  const bytes = Buffer.alloc(entries.length * ENTRY_BYTES);
  entries.forEach(([id, value], index) => {
    bytes.writeUInt16BE(id, index * ENTRY_BYTES);
    bytes.writeUInt32BE(value, index * ENTRY_BYTES + 2);
  });
  return bytes;
}
