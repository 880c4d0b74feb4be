// Writes header blocks as literals alone: the table of the other side stays as it is, for whoever else writes on the connection.
import { STATIC_TABLE } from './static-table.js';

// How a field is written, by its first bits (RFC 7541 §6), and how many bits of the first byte a number has then.
const INDEXED = 0x80;
const LITERAL = 0x00;
const NEVER_INDEXED = 0x10;
const NAME_BITS = 0x0f;
const SIZE_UPDATE = 0x20;
const SIZE_BITS = 0x1f;
const LENGTH_BITS = 0x7f;
/** Not to be put into a table by anyone on the way (RFC 7541 §7.1.3). */
const SENSITIVE = new Set(['authorization', 'cookie']);

const numbers = new Map<string, number>();
STATIC_TABLE.forEach(({ name }, index) => {
  if (!numbers.has(name)) numbers.set(name, index + 1);
});
const OK = INDEXED | (STATIC_TABLE.findIndex(({ name, value }) => name === ':status' && value === '200') + 1);

// What is being written: writing is never interrupted, and this way only the result is allocated.
let output = Buffer.allocUnsafeSlow(4096);
let at = 0;
/** A first byte, and a number. */
const PREFIX = 6;

/** Texts of one byte a character. */
export function encodeFields(fields: Iterable<readonly [name: string, value: string]>): Buffer {
  at = 0;
  for (const [name, value] of fields)
    if (name === ':status' && value === '200') {
      reserve(1);
      output[at++] = OK;
    } else writeLiteral(name, value);
  return Buffer.from(output.subarray(0, at));
}

/** Tells the decoder how large its table is from now on (RFC 7541 §6.3). */
export function encodeTableSize(bytes: number): Buffer {
  at = 0;
  writeNumber(bytes, SIZE_BITS, SIZE_UPDATE);
  return Buffer.from(output.subarray(0, at));
}

function writeLiteral(name: string, value: string): void {
  const first = SENSITIVE.has(name) ? NEVER_INDEXED : LITERAL;
  const index = numbers.get(name);
  writeNumber(index ?? 0, NAME_BITS, first);
  if (index === undefined) writeText(name);
  writeText(value);
}

function writeText(text: string): void {
  writeNumber(text.length, LENGTH_BITS, 0);
  reserve(text.length);
  at += output.write(text, at, 'latin1');
}

/** RFC 7541 §5.1, into the bits of the first byte that the mask has. */
function writeNumber(value: number, mask: number, first: number): void {
  reserve(PREFIX);
  if (value < mask) {
    output[at++] = first | value;
    return;
  }
  output[at++] = first | mask;
  let left = value - mask;
  for (; left > 0x7f; left >>>= 7) output[at++] = (left & 0x7f) | 0x80;
  output[at++] = left;
}

function reserve(bytes: number): void {
  if (at + bytes <= output.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(2 * output.length, at + bytes));
  output.copy(larger, 0, 0, at);
  output = larger;
}
