// Undoes percent-encoding (RFC 3986 §2.1) without throwing.

/** The decoded text; undefined when an escape is malformed or the octets are not UTF-8. */
export function decodePercent(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** As `decodePercent`, but leaves `%2F` as it is, so that the slashes between segments stay the only ones. */
export function decodeAroundSlashes(text: string): string | undefined {
  if (!text.includes('%')) return text;
  const parts = text.replaceAll('%2f', '%2F').split('%2F').map(decodePercent);
  return parts.includes(undefined) ? undefined : parts.join('%2F');
}
