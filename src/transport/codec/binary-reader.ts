// Reads messages from their binary form: what nearly all are made of here, and all else, faults included, by the library.
import { type DescMessage, fromBinary, type Message } from '@bufbuild/protobuf';
import { type FieldShape, type MessageShape, shapeOf } from './shape.js';

/** Reads what lies behind the first `from` bytes. Throws as the library does. */
export type BinaryReader = (bytes: Buffer, from?: number) => Message;

export function binaryReader(desc: DescMessage): BinaryReader {
  const shape = shapeOf(desc);
  return (bytes, from = 0) => {
    input = bytes;
    at = from;
    return (readMessage(shape, bytes.length, 0) as Message | undefined) ?? fromBinary(desc, bytes.subarray(from));
  };
}

// What is being read, and how far: reading is never interrupted, and this way nothing is allocated for it.
let input: Buffer = Buffer.alloc(0);
let at = 0;

/** What lies deeper is left to the library, which has a limit. */
const MOST_LEVELS = 20;
const UNKNOWN = -1;

/** Undefined as soon as there is anything out of the ordinary, which the library then judges. */
function readMessage(shape: MessageShape, end: number, level: number): Record<string, unknown> | undefined {
  if (level > MOST_LEVELS) return undefined;
  const message = shape.make();
  while (at < end) {
    const tag = readNumber(end);
    const field = tag === UNKNOWN ? undefined : shape.byTag[tag];
    if (field === undefined) return undefined;
    const value = readValue(field, end, level);
    if (value === undefined) return undefined;
    if (field.list) (message[field.name] as unknown[]).push(value);
    // Parts of one message are put together by the library.
    else if (field.kind === 'message' && message[field.name] !== undefined) return undefined;
    else message[field.name] = value;
  }
  return message;
}

function readValue(field: FieldShape, end: number, level: number): unknown {
  const number = readNumber(end);
  if (number === UNKNOWN) return undefined;
  if (field.kind === 'number') return number;
  if (field.kind === 'bool') return number < 2 ? number === 1 : undefined;
  const stop = at + number;
  if (stop > end) return undefined;
  return field.message === undefined ? readText(stop) : readMessage(field.message, stop, level + 1);
}

/** Up to 28 bits, which all but the numbers of attackers have. */
function readNumber(end: number): number {
  let number = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    if (at >= end) return UNKNOWN;
    const byte = input[at] as number;
    at += 1;
    number |= (byte & 0x7f) << shift;
    if (byte < 0x80) return number;
  }
  return UNKNOWN;
}

/** ASCII. */
function readText(stop: number): string | undefined {
  const start = at;
  for (let index = start; index < stop; index += 1) if ((input[index] as number) > 0x7f) return undefined;
  at = stop;
  return input.toString('latin1', start, stop);
}
