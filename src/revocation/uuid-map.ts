// A map from UUIDs to a positive integer and an expiry, packed into typed arrays: at most 52 bytes an entry, and no long pauses.

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
  used: number;
  /** Nothing in it expires before. */
  earliest: number;
}

/** The id that was read last; typed arrays in place of a result that would have to be allocated. */
const id = new Uint32Array(4);
const DASH = 45;

export function createUuidMap(): UuidMap {
  const parts = Array.from({ length: PARTS }, (): Part => empty(FEWEST_SLOTS));
  let size = 0;
  let next = 0;

  return {
    get(text) {
      if (size === 0 || !readUuid(text)) return 0;
      const { words } = partOf(parts);
      return words[slotOf(words) + VALUE] as number;
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
    bytes: () => parts.reduce((sum, { words }) => sum + words.byteLength, 0),
  };
}

function empty(slots: number): Part {
  return { words: new Uint32Array(slots * FIELDS), used: 0, earliest: Number.POSITIVE_INFINITY };
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
    id.set(words.subarray(at, at + 4));
    made.words.set(words.subarray(at, at + FIELDS), slotOf(made.words));
    made.earliest = Math.min(made.earliest, words[at + EXPIRES] as number);
  }
  Object.assign(part, made, { used: live });
}

function isLive(words: Uint32Array, at: number, now: number): boolean {
  return words[at + VALUE] !== 0 && (words[at + EXPIRES] as number) >= now;
}

/** Reads a UUID into `id`; false for what is none. */
function readUuid(text: string): boolean {
  if (text.length !== 36) return false;
  let word = 0;
  let digits = 0;
  for (let i = 0; i < 36; i += 1) {
    const code = text.charCodeAt(i);
    if (code === DASH) continue;
    word = (word << 4) | (code > 96 ? code - 87 : code - 48);
    digits += 1;
    if ((digits & 7) === 0) id[(digits >> 3) - 1] = word;
  }
  return digits === 32;
}
