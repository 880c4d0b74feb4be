// UUIDs as eight 16-bit codes in a string: what grants are packed with and compared by.

const CODES = 8;

/** `6b1f9f5e-0d3a-4a55-9e0e-000000000001` to eight codes; `platform` to zeros. */
export function uuidCodes(id: string): string {
  if (id === 'platform') return '\0'.repeat(CODES);
  const hex = id.replaceAll('-', '');
  const codes = Array.from({ length: CODES }, (_, index) => Number.parseInt(hex.slice(4 * index, 4 * index + 4), 16));
  return String.fromCharCode(...codes);
}

/** The text of eight codes at an offset. */
export function codesUuid(codes: string, at: number): string {
  let hex = '';
  for (let index = at; index < at + CODES; index += 1) hex += codes.charCodeAt(index).toString(16).padStart(4, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
