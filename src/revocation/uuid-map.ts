// A map from UUIDs to a positive integer and an expiry, packed into typed arrays: at most 54 bytes an entry, and no long pauses.

import { isUuid } from '../kernel/input.js';

export interface UuidMap {
  /** 0 when there is no entry. `id` is a UUID; anything else is found nowhere. */
  get(id: string): number;
  /** Raises value and expiry (seconds since the epoch) to those given; false when both were as high. */
  raise(id: string, value: number, expires: number): boolean;
  /** Removes what expired before `now` (seconds) from the next of PARTS parts, going round. */
  sweepNext(now: number): void;
  size(): number;
  /** What its arrays take. */
  bytes(): number;
}

/** So many small tables instead of a large one: each is made anew in well under a millisecond when it grows or is swept. */
export const PARTS = 256;

/** Four words of the id, the value (0: free) and the expiry. */
const FIELDS = 6;
const VALUE = 4;
const EXPIRES = 5;
const FEWEST_SLOTS = 8;
const FULLEST = 0.7;
const GROWTH = 1.5;

interface Part {
  words: Uint32Array;
  /** Three bits for each entry in one word: most ids that are not there are told from it, which stays in the processor's cache. */
  filter: Uint32Array;
  used: number;
  /** Nothing in it expires before. */
  earliest: number;
}

/** Eight bits a slot, so that one id in fifty that is not there is looked for all the same. */
const SLOTS_A_FILTER_WORD = 4;

/** The id that was read last; typed arrays in place of a result that would have to be allocated. */
const id = new Uint32Array(4);
const TEXT_LENGTH = 36;

export function createUuidMap(): UuidMap {
  const parts = Array.from({ length: PARTS }, (): Part => empty(FEWEST_SLOTS));
  let size = 0;
  let next = 0;

  return {
    get(text) {
      if (size === 0 || text.length !== TEXT_LENGTH) return 0;
      const part = parts[wordAt(text, TEXT_LENGTH - 2, TEXT_LENGTH) & (PARTS - 1)] as Part;
      if (!mayHave(part.filter, eightDigits(text)) || !readUuid(text)) return 0;
      return part.words[slotOf(part.words) + VALUE] as number;
    },
    raise(text, value, expires) {
      if (!readUuid(text)) throw new Error('not a UUID');
      const part = partOf(parts);
      const at = slotOf(part.words);
      const isNew = part.words[at + VALUE] === 0;
      if (isNew) size += 1;
      return put(part, at, { value, expires });
    },
    sweepNext(now) {
      const part = parts[next] as Part;
      next = (next + 1) % PARTS;
      if (part.earliest >= now) return;
      const before = part.used;
      rebuild(part, now);
      size -= before - part.used;
    },
    size: () => size,
    bytes: () => parts.reduce((sum, { words, filter }) => sum + words.byteLength + filter.byteLength, 0),
  };
}

function empty(slots: number): Part {
  const filter = new Uint32Array(Math.ceil(slots / SLOTS_A_FILTER_WORD));
  return { words: new Uint32Array(slots * FIELDS), filter, used: 0, earliest: Number.POSITIVE_INFINITY };
}

function mayHave(filter: Uint32Array, first: number): boolean {
  const bits = bitsOf(first);
  return ((filter[filterWordOf(filter, first)] as number) & bits) === bits;
}

/** By the higher bits of an id's first word; the lower ones say which bits. */
function filterWordOf(filter: Uint32Array, first: number): number {
  return Math.floor((first / 2 ** 32) * filter.length);
}

function bitsOf(first: number): number {
  return (1 << (first & 31)) | (1 << ((first >>> 5) & 31)) | (1 << ((first >>> 10) & 31));
}

function noteInFilter(filter: Uint32Array): void {
  const first = id[0] as number;
  const at = filterWordOf(filter, first);
  filter[at] = (filter[at] as number) | bitsOf(first);
}

/** By a byte that is random in every UUID, and not the one that slots go by. */
function partOf(parts: readonly Part[]): Part {
  return parts[(id[3] as number) & (PARTS - 1)] as Part;
}

/** Where the id lies in the table, or the free place where it would. */
function slotOf(words: Uint32Array): number {
  const slots = words.length / FIELDS;
  let at = Math.floor(((id[0] as number) / 2 ** 32) * slots) * FIELDS;
  while (words[at + VALUE] !== 0 && !isAt(words, at)) at = at + FIELDS === words.length ? 0 : at + FIELDS;
  return at;
}

function isAt(words: Uint32Array, at: number): boolean {
  return words[at] === id[0] && words[at + 1] === id[1] && words[at + 2] === id[2] && words[at + 3] === id[3];
}

function put(part: Part, at: number, given: { readonly value: number; readonly expires: number }): boolean {
  const { words } = part;
  const [value, expires] = [words[at + VALUE] as number, words[at + EXPIRES] as number];
  if (value >= given.value && expires >= given.expires) return false;
  words.set(id, at);
  noteInFilter(part.filter);
  words[at + VALUE] = Math.max(value, given.value);
  words[at + EXPIRES] = Math.max(expires, given.expires);
  part.earliest = Math.min(part.earliest, words[at + EXPIRES] as number);
  if (value === 0) part.used += 1;
  if (part.used * FIELDS > words.length * FULLEST) rebuild(part, 0);
  return true;
}

/** Makes the table anew, of a size that fits, without what expired before `now`. */
function rebuild(part: Part, now: number): void {
  const { words } = part;
  let live = 0;
  for (let at = 0; at < words.length; at += FIELDS) if (isLive(words, at, now)) live += 1;
  const made = empty(Math.max(FEWEST_SLOTS, Math.ceil((live * GROWTH) / FULLEST)));
  for (let at = 0; at < words.length; at += FIELDS) {
    if (!isLive(words, at, now)) continue;
    for (let i = 0; i < 4; i += 1) id[i] = words[at + i] as number;
    const to = slotOf(made.words);
    for (let i = 0; i < FIELDS; i += 1) made.words[to + i] = words[at + i] as number;
    noteInFilter(made.filter);
    made.earliest = Math.min(made.earliest, words[at + EXPIRES] as number);
  }
  Object.assign(part, made, { used: live });
}

function isLive(words: Uint32Array, at: number, now: number): boolean {
  return words[at + VALUE] !== 0 && (words[at + EXPIRES] as number) >= now;
}

/** Reads a UUID into `id`; false for what is none. */
function readUuid(text: string): boolean {
  if (!isUuid(text)) return false;
  id[0] = eightDigits(text);
  id[1] = (wordAt(text, 9, 13) << 16) | wordAt(text, 14, 18);
  id[2] = (wordAt(text, 19, 23) << 16) | wordAt(text, 24, 28);
  id[3] = wordAt(text, 28, 36);
  return true;
}

/** The first word, as a number without sign. */
function eightDigits(text: string): number {
  return wordAt(text, 0, 8) >>> 0;
}

function wordAt(text: string, from: number, to: number): number {
  let word = 0;
  for (let at = from; at < to; at += 1) word = (word << 4) | digit(text.charCodeAt(at));
  return word;
}

/** Without a branch, which would be mispredicted every other time. Of what is no digit something that is the same each time. */
function digit(code: number): number {
  return (code & 15) + 9 * (code >> 6);
}
