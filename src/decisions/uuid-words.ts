// UUIDs as four 32-bit words: what grants are packed with and compared by.

export type Words = readonly [number, number, number, number];

/** `6b1f9f5e-0d3a-4a55-9e0e-000000000001` to four signed words; `platform` to zeros. */
export function uuidWords(id: string): Words {
  if (id === 'platform') return [0, 0, 0, 0];
  return [
    Number.parseInt(id.slice(0, 8), 16) | 0,
    Number.parseInt(id.slice(9, 13) + id.slice(14, 18), 16) | 0,
    Number.parseInt(id.slice(19, 23) + id.slice(24, 28), 16) | 0,
    Number.parseInt(id.slice(28), 16) | 0,
  ];
}

/** The text of four words at an offset. */
export function wordsUuid(words: Int32Array, at: number): string {
  let hex = '';
  for (let i = at; i < at + 4; i += 1) hex += ((words[i] as number) >>> 0).toString(16).padStart(8, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
