// The fields that the client has had remembered on a connection (RFC 7541 §2.3.2).
import { constants } from 'node:http2';
import { ConnectionError } from '../frames.js';
import { type Field, sizeOf } from './field.js';

/** SETTINGS_HEADER_TABLE_SIZE as everyone begins with it; nothing else is announced. */
const TABLE_BYTES = 4096;
/** How many places may be left behind by what was dropped before they are made use of again. */
const MOST_LEFT = 128;
const GONE: Field = { name: '', value: '', sound: false };

export class DynamicTable {
  /** The newest last. */
  private readonly fields: Field[] = [];
  /** Where the oldest is. */
  private first = 0;
  private size = 0;
  private most = TABLE_BYTES;

  /** 0: the newest. */
  get(index: number): Field | undefined {
    const place = this.fields.length - 1 - index;
    return place < this.first ? undefined : this.fields[place];
  }

  /** One that is larger than the table empties it (RFC 7541 §4.4). */
  add(field: Field): void {
    this.fields.push(field);
    this.size += sizeOf(field);
    this.shrink();
  }

  resize(most: number): void {
    if (most > TABLE_BYTES) throw new ConnectionError(constants.NGHTTP2_COMPRESSION_ERROR);
    this.most = most;
    this.shrink();
  }

  private shrink(): void {
    while (this.size > this.most) {
      this.size -= sizeOf(this.fields[this.first] as Field);
      // It may be large, and is not to be kept.
      this.fields[this.first] = GONE;
      this.first += 1;
    }
    if (this.first < MOST_LEFT) return;
    this.fields.splice(0, this.first);
    this.first = 0;
  }
}
