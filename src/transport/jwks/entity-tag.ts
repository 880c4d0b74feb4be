// Whether a client has the current representation already (RFC 9110 §13.1.2).

const TAG = /(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

/** True for `*` and for a list that has `etag`, compared weakly. */
export function isFresh(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const current = etag.replace(/^W\//, '');
  return [...ifNoneMatch.matchAll(TAG)].some(([, tag]) => tag === current);
}
