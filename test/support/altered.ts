// Credentials that are wrong by one character.

/**
 * `text` with its fifth character from the end another, of every alphabet that credentials are written in.
 * A fixed ending would be the right one once in a while.
 */
export function altered(text: string): string {
  const at = text.length - 5;
  return `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`;
}
