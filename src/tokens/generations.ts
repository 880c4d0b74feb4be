// Generations: integers that are raised to end every token that carries an older one.
import type { Credential } from '../credentials/index.js';

export interface Generations {
  readonly cred: number;
  readonly sub: number;
  /** 0 where there is no organization. */
  readonly org: number;
}

export function generationsOf({ generation, serviceUser, organization }: Credential): Generations {
  return { cred: generation, sub: serviceUser.generation, org: organization?.generation ?? 0 };
}

/**
 * True when nothing was raised since. A token ahead of what is stored is refused too: it comes from before the database was put
 * back to an older state, and nobody knows any more what was revoked in between.
 */
export function sameGenerations(a: Generations, b: Generations): boolean {
  return a.cred === b.cred && a.sub === b.sub && a.org === b.org;
}

/** True when something was raised before `a` was taken that `b` does not know of. */
export function isAhead(a: Generations, b: Generations): boolean {
  return a.cred > b.cred || a.sub > b.sub || a.org > b.org;
}
