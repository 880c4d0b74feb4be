// Reads messages from their binary form: what nearly all are made of here, and all else, faults included, by the library.
import { isAscii } from 'node:buffer';
import { type DescMessage, fromBinary, type Message } from '@bufbuild/protobuf';
import { type FieldShape, type MessageShape, shapeOf } from './shape.js';

/** Reads what lies behind the first `from` bytes. Throws as the library does. */
export type BinaryReader = (bytes: Buffer, from?: number) => Message;

export function binaryReader(desc: DescMessage): BinaryReader {
  const shape = shapeOf(desc);
  return (bytes, from = 0) => {
    input = bytes;
    at = from;
    before = undefined;
    allAscii = bytes.length > LONG && isAscii(bytes.subarray(from));
    return (readMessage(shape, bytes.length, 0) as Message | undefined) ?? fromBinary(desc, bytes.subarray(from));
  };
}

type Members = Record<string, unknown>;

// What is being read, and how far: reading is never interrupted, and this way nothing is allocated for it.
let input: Buffer = Buffer.alloc(0);
let at = 0;
/** Nothing in it, lengths and tags included, is beyond ASCII, as far as that is known. */
let allAscii = false;
/** The item before in the list that an item is read for, which it may well have texts in common with. */
let before: Members | undefined;

/** Looking at all of a message at once costs a call into the engine. */
const LONG = 512;
/** So does making a text, which is not worth it for a few characters that are there already. */
const SHORT = 24;
/** What lies deeper is left to the library, which has a limit. */
const MOST_LEVELS = 20;
const UNKNOWN = -1;

/** Undefined as soon as there is anything out of the ordinary, which the library then judges. */
function readMessage(shape: MessageShape, end: number, level: number): Members | undefined {
  if (level > MOST_LEVELS) return undefined;
  const message = shape.make();
  const like = before;
  while (at < end) {
    const tag = readNumber(end);
    const field = tag === UNKNOWN ? undefined : shape.byTag[tag];
    if (field === undefined) return undefined;
    const { name } = field;
    const list = field.list ? (message[name] as Members[]) : undefined;
    before = list?.[list.length - 1];
    const value = field.kind === 'string' ? readText(end, like?.[name]) : readValue(field, end, level);
    if (value === undefined) return undefined;
    if (list !== undefined) list.push(value as Members);
    // Parts of one message are put together by the library.
    else if (field.kind === 'message' && message[name] !== undefined) return undefined;
    else message[name] = value;
  }
  return message;
}

function readValue(field: FieldShape, end: number, level: number): unknown {
  const number = readNumber(end);
  if (number === UNKNOWN) return undefined;
  if (field.kind === 'number') return number;
  if (field.kind === 'bool') return number < 2 ? number === 1 : undefined;
  const stop = at + number;
  return stop > end ? undefined : readMessage(field.message as MessageShape, stop, level + 1);
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

/** Of ASCII; `like` is what the text may well be. */
function readText(end: number, like: unknown): string | undefined {
  const length = readNumber(end);
  if (length === UNKNOWN || at + length > end) return undefined;
  const start = at;
  const stop = start + length;
  if (length <= SHORT && typeof like === 'string' && isNext(like, length)) {
    at = stop;
    return like;
  }
  if (!allAscii)
    for (let index = start; index < stop; index += 1) if ((input[index] as number) > 0x7f) return undefined;
  at = stop;
  return input.toString('latin1', start, stop);
}

function isNext(text: string, length: number): boolean {
  if (text.length !== length) return false;
  for (let index = 0; index < length; index += 1) if (input[at + index] !== text.charCodeAt(index)) return false;
  return true;
}
