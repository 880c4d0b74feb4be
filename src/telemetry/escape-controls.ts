// Makes control characters visible, so that logged text can neither start a line of its own nor drive a terminal.

/** Controls and the Unicode characters that break lines or turn the direction of text. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** `text` with every control character as `\u001b`; a line feed stays when `keep` says so. */
export function escapeControls(text: string, keep = ''): string {
  return text.replace(CONTROLS, (character) => (keep.includes(character) ? character : unicodeEscape(character)));
}

/** The same for every string in a value as JSON.parse makes it, keys included; `stack` members keep their line feeds. */
export function escapeControlsIn(value: unknown): unknown {
  if (typeof value === 'string') return escapeControls(value);
  if (Array.isArray(value)) return value.map(escapeControlsIn);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, member]) => [
    escapeControls(key),
    key === 'stack' && typeof member === 'string' ? escapeControls(member, '\n') : escapeControlsIn(member),
  ]);
  return Object.fromEntries(entries);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
