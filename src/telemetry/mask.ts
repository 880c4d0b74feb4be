// Takes secrets out of a finished log line, wherever in it they stand and however they got there.

const MASK = '[redacted]';

/** What every secret below contains; a line without it is passed on at once, as nearly all are. */
const SUSPICIOUS = /fr[sta]_|eyJ|PRIVATE KEY|basic |bearer |:\/\/|"(?:d|p|q|dp|dq|qi|k)\\?":/i;

/** What a secret looks like. Each pattern stays within one JSON string, so that a masked line is still JSON. */
const SECRETS: readonly RegExp[] = [
  // Our own secrets and tokens, whole or cut short.
  /fr[sta]_[A-Za-z0-9_]+/g,
  // JWTs: the header of every one starts with `{"`, which is `eyJ` in base64url (RFC 7515 §7.1).
  /eyJ[\w-]+(?:\.[\w-]*){0,4}/g,
  // Private keys in PEM (RFC 7468), to the end of the string when the last line is missing.
  /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^"\\]|\\.)*?(?:-----END [A-Z ]*PRIVATE KEY-----|(?="|$))/g,
];

/** The same, with something in front that stays: schemes of HTTP authentication, passwords in URLs, private members of JWKs. */
const MARKED_SECRETS: readonly RegExp[] = [
  /\b(Basic |Bearer )[\w.~+/=-]{8,}/gi,
  /(:\/\/[^\s"/@:]*:)[^\s"/@]+(?=@)/g,
  /(\\?"(?:d|p|q|dp|dq|qi|k)\\?":\s?\\?")[\w-]{16,}/g,
];

/** `line` with everything that looks like a secret replaced by `[redacted]`. */
export function maskSecrets(line: string): string {
  if (!SUSPICIOUS.test(line)) return line;
  const masked = SECRETS.reduce((text, pattern) => text.replace(pattern, MASK), line);
  return MARKED_SECRETS.reduce((text, pattern) => text.replace(pattern, `$1${MASK}`), masked);
}
