// Finds FRONTIER_ variables that are no settings, so that a misspelt one is not silently ignored.
import type { Environment } from './env.js';

/** Kubernetes and Docker set these for a service or container called frontier; nobody meant them for us. */
const SERVICE_LINK =
  /^FRONTIER_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/;
const LINK_VALUE = /^((tcp|udp|sctp):\/\/.+|tcp|udp|sctp|\d{1,5}|[\d.]+|[\da-f:]+)$/i;

/** One fault for each unknown `FRONTIER_` variable that is set, with the known name nearest to it. */
export function unknownSettings(environment: Environment, known: readonly string[]): string[] {
  return Object.entries(environment)
    .filter(
      ([name, value]) => name.startsWith('FRONTIER_') && !known.includes(name) && !isServiceLink(name, value ?? ''),
    )
    .map(([name]) => `${name} is not a setting; the nearest is ${nearest(name, known)}`);
}

function isServiceLink(name: string, value: string): boolean {
  return SERVICE_LINK.test(name) && LINK_VALUE.test(value);
}

function nearest(name: string, known: readonly string[]): string {
  const byDistance = known.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }));
  return byDistance.reduce((best, next) => (next.distance < best.distance ? next : best)).candidate;
}

/** Levenshtein distance: single characters added, removed or replaced. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
