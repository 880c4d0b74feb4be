// Takes header blocks out of their frames: HEADERS, and CONTINUATION where one is not enough (RFC 9113 §6.2, §6.10).
import { constants } from 'node:http2';
import {
  ConnectionError,
  END_HEADERS,
  END_STREAM,
  type Frame,
  frameSizeError,
  protocolError,
  unpad,
  WITH_PRIORITY,
} from './frames.js';
import { HeaderDecoder } from './hpack/decoder.js';
import type { Field } from './hpack/field.js';

export interface Headers {
  readonly id: number;
  readonly endStream: boolean;
  /** Undefined: too many, or too long ones. */
  readonly fields: readonly Field[] | undefined;
}

/** A block as sent; its fields may be longer once they are decoded. */
const MOST_BYTES = 64 * 1024;
/** Each may be empty, and costs more than it holds. */
const MOST_FRAMES = 16;
const PRIORITY_BYTES = 5;

export class HeaderFrames {
  private readonly decoder = new HeaderDecoder();
  /** What has come of a block that is not complete. */
  private begun: { readonly id: number; readonly endStream: boolean; readonly parts: Buffer[] } | undefined;

  /** The stream whose CONTINUATION must be the next frame of the connection. */
  get awaited(): number | undefined {
    return this.begun?.id;
  }

  /** Undefined when there is more to come. Throws ENHANCE_YOUR_CALM for more than any client has to say. */
  take(frame: Frame): Headers | undefined {
    const { flags, id } = frame;
    unpad(frame);
    if ((flags & WITH_PRIORITY) !== 0) frame.start += PRIORITY_BYTES;
    if (frame.start > frame.end) throw frameSizeError();
    const endStream = (flags & END_STREAM) !== 0;
    const { bytes, start, end } = frame;
    if ((flags & END_HEADERS) !== 0) return { id, endStream, fields: this.decoder.decode(bytes, start, end) };
    // What came with it need not be kept.
    this.begun = { id, endStream, parts: [Buffer.from(bytes.subarray(start, end))] };
    return undefined;
  }

  goOn({ flags, bytes, start, end }: Frame): Headers | undefined {
    if (this.begun === undefined) throw protocolError();
    const { id, endStream, parts } = this.begun;
    parts.push(Buffer.from(bytes.subarray(start, end)));
    const block = (flags & END_HEADERS) !== 0 ? Buffer.concat(parts) : undefined;
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    if (parts.length > MOST_FRAMES || size > MOST_BYTES) throw new ConnectionError(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    if (block === undefined) return undefined;
    this.begun = undefined;
    return { id, endStream, fields: this.decoder.decode(block, 0, block.length) };
  }
}
