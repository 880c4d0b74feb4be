// UUIDs as four 32-bit words: what the ids in grants are compared with, without a look at any text.

/** The words of a UUID, signed. */
export interface UuidWords {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

const NONE = '0'.repeat(32);

/** The words of an id; of `platform`, which is none, zeros. */
export function uuidWords(id: string): UuidWords {
  const hex = id === 'platform' ? NONE : id.replaceAll('-', '');
  const word = (index: number) => Number.parseInt(hex.slice(8 * index, 8 * index + 8), 16) | 0;
  return { a: word(0), b: word(1), c: word(2), d: word(3) };
}
