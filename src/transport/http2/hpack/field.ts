// A header field as it came, and whether it may be one.

export interface Field {
  readonly name: string;
  readonly value: string;
  /** False for what RFC 9113 §8.2 says makes a message malformed: capitals, control characters, headers about the connection. */
  readonly sound: boolean;
}

export function field(name: string, value: string): Field {
  return { name, value, sound: isSound(name, value) };
}

/** What a field counts in a table and in a list (RFC 7541 §4.1, RFC 9113 §10.5.1). */
export function sizeOf({ name, value }: Field): number {
  return name.length + value.length + 32;
}

const NAME = /^:?[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const VALUE = /^(?![ \t])[\t\x20-\x7e\x80-\xff]*$(?<![ \t])/;
const OF_THE_CONNECTION = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

function isSound(name: string, value: string): boolean {
  if (!NAME.test(name) || !VALUE.test(value) || OF_THE_CONNECTION.has(name)) return false;
  return name !== 'te' || value === 'trailers';
}
