// Writes messages in their binary form: what nearly all are made of here, and all else, faults included, by the library.
import { create, type DescMessage, toBinary } from '@bufbuild/protobuf';
import type { Answer } from '../method.js';
import { type FieldShape, type MessageShape, shapeOf } from './shape.js';

/** The bytes, behind as many of room as were asked for. Throws as the library does. */
export type BinaryWriter = (answer: Answer, room: number) => Buffer;

export function binaryWriter(desc: DescMessage): BinaryWriter {
  const shape = shapeOf(desc);
  return (answer, room) => {
    at = room;
    const bytes = writeMessage(shape, answer as Members) ? written() : byLibrary(desc, answer, room);
    if (output.length > MOST_KEPT) output = Buffer.allocUnsafeSlow(16 * 1024);
    return bytes;
  };
}

type Members = Readonly<Record<string, unknown>>;

// What is being written: writing is never interrupted, and this way only the result is allocated.
let output = Buffer.allocUnsafeSlow(16 * 1024);
let at = 0;
const FEW = 128;
/** The same for characters, which cost more each. */
const SOME = 32;
/** What is larger is not kept for the next message. */
const MOST_KEPT = 256 * 1024;

function written(): Buffer {
  const bytes = Buffer.allocUnsafe(at);
  // A call into the engine costs more than a few bytes do.
  if (at > FEW) output.copy(bytes, 0, 0, at);
  else for (let index = 0; index < at; index += 1) bytes[index] = output[index] as number;
  return bytes;
}

function byLibrary(desc: DescMessage, answer: Answer, room: number): Buffer {
  const message = toBinary(desc, create(desc, answer));
  const bytes = Buffer.allocUnsafe(room + message.length);
  bytes.set(message, room);
  return bytes;
}

/** False as soon as there is anything out of the ordinary. */
function writeMessage(shape: MessageShape, members: Members): boolean {
  if (members['$unknown'] !== undefined) return false;
  for (const field of shape.fields) {
    const value = members[field.name];
    if (value !== undefined && !writeField(field, value)) return false;
  }
  return true;
}

function writeField(field: FieldShape, value: unknown): boolean {
  if (field.oneof) return (value as { readonly case?: unknown }).case === undefined;
  if (!field.list) return isZero(field, value) || writeValue(field, value);
  if (!Array.isArray(value)) return false;
  if (field.kind === 'other') return value.length === 0;
  for (const item of value) if (!writeValue(field, item)) return false;
  return true;
}

function isZero({ implicit }: FieldShape, value: unknown): boolean {
  return implicit && (value === '' || value === false || value === 0);
}

function writeValue(field: FieldShape, value: unknown): boolean {
  switch (field.kind) {
    case 'string':
      return typeof value === 'string' && writeText(field.tag, value);
    case 'bool':
      return typeof value === 'boolean' && writeNumbers(field.tag, value ? 1 : 0);
    case 'number':
      return isSmall(value) && writeNumbers(field.tag, value);
    case 'message':
      return typeof value === 'object' && value !== null && writePart(field, value as Members);
    case 'other':
      return false;
  }
}

/** Others are signed, or no number of 32 bits. */
function isSmall(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < 2 ** 31 && Number.isInteger(value) && !Object.is(value, -0);
}

/** Its length goes in front when it is known; nearly all take one byte for that. */
function writePart({ tag, message }: FieldShape, members: Members): boolean {
  reserve(PREFIX);
  writeNumber(tag);
  const start = at + 1;
  at = start;
  if (!writeMessage(message as MessageShape, members)) return false;
  const length = at - start;
  if (length > 0x7f) {
    reserve(PREFIX);
    output.copyWithin(start + bytesOf(length) - 1, start, at);
  }
  at = start - 1;
  writeNumber(length);
  at += length;
  return true;
}

function bytesOf(number: number): number {
  let count = 1;
  for (let left = number >>> 7; left > 0; left >>>= 7) count += 1;
  return count;
}

/** ASCII. */
function writeText(tag: number, text: string): boolean {
  const { length } = text;
  reserve(PREFIX + length + ROOM_TO_TELL);
  writeNumber(tag);
  writeNumber(length);
  return length > SOME ? writeLong(text) : writeShort(text);
}

/** What is beyond ASCII takes more bytes than the text has characters; there is room for one more at least, or that would not show. */
function writeLong(text: string): boolean {
  const bytes = output.write(text, at);
  at += bytes;
  return bytes === text.length;
}

function writeShort(text: string): boolean {
  const { length } = text;
  const target = output;
  let to = at;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return false;
    target[to] = code;
    to += 1;
  }
  at = to;
  return true;
}

function writeNumbers(tag: number, value: number): boolean {
  reserve(PREFIX);
  writeNumber(tag);
  writeNumber(value);
  return true;
}

/** Behind a text: when it does not fit, no more of this stays free than a character of UTF-8 takes. */
const ROOM_TO_TELL = 4;

/** Room for a tag and a length. */
const PREFIX = 10;

function writeNumber(number: number): void {
  let left = number;
  while (left > 0x7f) {
    output[at] = (left & 0x7f) | 0x80;
    at += 1;
    left >>>= 7;
  }
  output[at] = left;
  at += 1;
}

function reserve(bytes: number): void {
  if (at + bytes <= output.length) return;
  const larger = Buffer.allocUnsafeSlow(Math.max(2 * output.length, at + bytes));
  output.copy(larger, 0, 0, at);
  output = larger;
}
