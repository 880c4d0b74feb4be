// Writes header blocks as literals alone: the table of the other side stays as it is, for whoever else writes on the connection.
import { STATIC_TABLE } from './static-table.js';

const LITERAL = 0x00;
const NEVER_INDEXED = 0x10;
const SIZE_UPDATE = 0x20;
/** Not to be put into a table by anyone on the way (RFC 7541 §7.1.3). */
const SENSITIVE = new Set(['authorization', 'cookie']);

const numbers = new Map<string, number>();
STATIC_TABLE.forEach(({ name }, index) => {
  if (!numbers.has(name)) numbers.set(name, index + 1);
});
const OK = STATIC_TABLE.findIndex(({ name, value }) => name === ':status' && value === '200') + 1;

/** Texts of one byte a character. */
export function encodeFields(fields: Iterable<readonly [name: string, value: string]>): Buffer {
  const parts: Uint8Array[] = [];
  for (const [name, value] of fields) {
    if (name === ':status' && value === '200') parts.push(Buffer.of(0x80 | OK));
    else parts.push(...literal(name, value));
  }
  return Buffer.concat(parts);
}

/** Tells the decoder how large its table is from now on (RFC 7541 §6.3). */
export function encodeTableSize(bytes: number): Buffer {
  return number(bytes, { mask: 0x1f, first: SIZE_UPDATE });
}

function literal(name: string, value: string): Uint8Array[] {
  const first = SENSITIVE.has(name) ? NEVER_INDEXED : LITERAL;
  const index = numbers.get(name);
  const named = index === undefined ? [Buffer.of(first), ...text(name)] : [number(index, { mask: 0x0f, first })];
  return [...named, ...text(value)];
}

function text(characters: string): Uint8Array[] {
  return [number(characters.length, { mask: 0x7f, first: 0 }), Buffer.from(characters, 'latin1')];
}

/** RFC 7541 §5.1, into the bits of the first byte that the mask has. */
function number(value: number, { mask, first }: { readonly mask: number; readonly first: number }): Buffer {
  if (value < mask) return Buffer.of(first | value);
  const bytes = [first | mask];
  let left = value - mask;
  for (; left > 0x7f; left >>>= 7) bytes.push((left & 0x7f) | 0x80);
  return Buffer.of(...bytes, left);
}
