// What a grant proves: a credential that counts, and how far a token for it may reach.
import type { Credential } from '../credentials/index.js';
import type { Actor, GrantVia } from './access-token.js';

/** A credential that was presented and counts, and how it was presented. */
export interface Proven {
  readonly credential: Credential;
  readonly via: GrantVia;
  /** Undefined: all that the credential's owner may. */
  readonly limits?: Limits;
}

/** What a token that was traded for another takes over from it. */
export interface Limits {
  /** Slugs; undefined: not narrowed. */
  readonly scope: readonly string[] | undefined;
  readonly audience: readonly string[];
  /** Seconds since the epoch. */
  readonly notAfter: number;
  readonly act: Actor | undefined;
  readonly from: readonly string[];
}
