// Reads header blocks (RFC 7541). One for each connection: what a block says depends on those before it.
import { timingSafeEqual } from 'node:crypto';
import { constants } from 'node:http2';
import { MAX_HEADER_BYTES } from '../../limits.js';
import { ConnectionError } from '../frames.js';
import { DynamicTable } from './dynamic-table.js';
import { type Field, field, sizeOf } from './field.js';
import { decodeHuffman } from './huffman.js';
import { recentField, rememberField, WORTH_REMEMBERING } from './recent-fields.js';
import { STATIC_TABLE } from './static-table.js';

// How a field is written, by its first bits (RFC 7541 §6).
const INDEXED = 0x80;
const TO_BE_INDEXED = 0x40;
const SIZE_UPDATE = 0x20;
const HUFFMAN = 0x80;

const NOTHING: Buffer = Buffer.alloc(0);

export class HeaderDecoder {
  private readonly table = new DynamicTable();
  // The block that is being read, and how far.
  private bytes: Buffer = NOTHING;
  private at = 0;
  private end = 0;
  /** The long value that was read last, and how it was written: a connection is one client's as a rule, who has one token. */
  private last: Field | undefined;
  private lastWritten = NOTHING;

  /** The fields in their order; undefined when they are longer than `MAX_HEADER_BYTES` together. Throws COMPRESSION_ERROR. */
  decode(bytes: Buffer, start: number, end: number): readonly Field[] | undefined {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    const fields: Field[] = [];
    let size = 0;
    while (this.at < end) {
      const first = bytes[this.at] as number;
      if ((first & 0xe0) === SIZE_UPDATE) {
        // RFC 7541 §4.2: at the beginning of a block.
        if (size > 0) throw malformed();
        this.table.resize(this.number(0x1f));
        continue;
      }
      const read = this.field(first);
      size += sizeOf(read);
      // What is too much is read on, for the table's sake, and not kept.
      if (size <= MAX_HEADER_BYTES) fields.push(read);
    }
    // What came with it need not be kept.
    this.bytes = NOTHING;
    return size > MAX_HEADER_BYTES ? undefined : fields;
  }

  private field(first: number): Field {
    if ((first & INDEXED) !== 0) return this.indexed(this.number(0x7f));
    if ((first & TO_BE_INDEXED) === 0) return this.literal(0x0f);
    const read = this.literal(0x3f);
    this.table.add(read);
    return read;
  }

  private indexed(index: number): Field {
    const known =
      index <= STATIC_TABLE.length ? STATIC_TABLE[index - 1] : this.table.get(index - STATIC_TABLE.length - 1);
    if (known === undefined) throw malformed();
    return known;
  }

  private literal(mask: number): Field {
    const index = this.number(mask);
    const name = index === 0 ? this.text() : this.indexed(index).name;
    const start = this.at;
    const huffman = ((this.bytes[start] ?? 0) & HUFFMAN) !== 0;
    const stop = this.textEnd();
    // Long values are credentials as a rule, which come with every call, and never into the table.
    if (stop - start < WORTH_REMEMBERING || mask !== 0x0f) return field(name, this.textUntil(stop, huffman));
    if (this.last?.name === name && this.isLast(start, stop)) {
      this.at = stop;
      return this.last;
    }
    const read = this.remembered(name, { start, stop, huffman });
    this.lastWritten = Buffer.from(this.bytes.subarray(start, stop));
    this.last = read;
    return read;
  }

  private isLast(start: number, stop: number): boolean {
    const { bytes, lastWritten } = this;
    // It may be somebody else's secret, behind one proxy.
    return lastWritten.length === stop - start && timingSafeEqual(lastWritten, bytes.subarray(start, stop));
  }

  private remembered(
    name: string,
    { start, stop, huffman }: { readonly start: number; readonly stop: number; readonly huffman: boolean },
  ): Field {
    const written = this.bytes.toString('latin1', start, stop);
    const recent = recentField(written);
    if (recent?.name === name) {
      this.at = stop;
      return recent;
    }
    const read = field(name, this.textUntil(stop, huffman));
    rememberField(written, read);
    return read;
  }

  private text(): string {
    const huffman = ((this.bytes[this.at] ?? 0) & HUFFMAN) !== 0;
    return this.textUntil(this.textEnd(), huffman);
  }

  /** Takes a text's length; answers where the text ends. */
  private textEnd(): number {
    const length = this.number(0x7f);
    const stop = this.at + length;
    if (stop > this.end) throw malformed();
    return stop;
  }

  private textUntil(stop: number, huffman: boolean): string {
    const start = this.at;
    this.at = stop;
    return huffman ? decodeHuffman(this.bytes, start, stop) : this.bytes.toString('latin1', start, stop);
  }

  /** RFC 7541 §5.1; up to 28 bits, which is more than anything here may be. */
  private number(mask: number): number {
    let number = this.byte() & mask;
    if (number < mask) return number;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      number += (byte & 0x7f) << shift;
      if (byte < 0x80) return number;
    }
    throw malformed();
  }

  private byte(): number {
    if (this.at >= this.end) throw malformed();
    const byte = this.bytes[this.at] as number;
    this.at += 1;
    return byte;
  }
}

function malformed(): ConnectionError {
  return new ConnectionError(constants.NGHTTP2_COMPRESSION_ERROR);
}
