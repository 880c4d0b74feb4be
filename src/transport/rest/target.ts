// Takes the request target apart (RFC 9112 §3.2): path, segments, query.

export interface Target {
  /** As sent, percent-encoded. */
  readonly path: string;
  /** What follows the first `?`; empty without one. */
  readonly query: string;
}

export function parseTarget(url: string): Target {
  const start = url.startsWith('/') ? 0 : startOfPath(url);
  const mark = url.indexOf('?', start);
  if (mark === -1) return { path: start === 0 ? url : url.slice(start), query: '' };
  return { path: url.slice(start, mark), query: url.slice(mark + 1) };
}

/** The segments as sent. Empty ones are left out: old clients build `//.well-known/jwks.json`. */
export function pathSegments(path: string): string[] {
  const segments: string[] = [];
  for (let start = 0; start < path.length; ) {
    const slash = path.indexOf('/', start);
    const end = slash === -1 ? path.length : slash;
    if (end > start) segments.push(path.slice(start, end));
    start = end + 1;
  }
  return segments;
}

/** As `pathSegments(path)[0]`; empty when there is none. */
export function firstSegment(path: string): string {
  let start = 0;
  while (path[start] === '/') start++;
  const slash = path.indexOf('/', start);
  return path.slice(start, slash === -1 ? path.length : slash);
}

/** RFC 9112 §3.2.2: a server must accept the absolute form. */
function startOfPath(url: string): number {
  const scheme = url.indexOf('://');
  const slash = scheme === -1 ? -1 : url.indexOf('/', scheme + 3);
  return slash === -1 ? url.length : slash;
}
