// The port that tokens are asked at, and its rule for what to answer while this replica may have missed something.
import { FrontierError } from '../kernel/errors.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { Mirror } from './mirror.js';
import type { RevocableClaims } from './revocation.js';

export interface Revocations {
  /**
   * Whether the token was revoked: itself, or its credential, principal, organization or signing key since it was minted. For a
   * verified token only. What this replica acknowledged it knows from then on; what another did it knows within milliseconds as
   * a rule, and when it has not heard for longer than the bound it does not say `false`: it throws, or rejects with, unavailable
   * REVOCATIONS_UNKNOWN, or asks the durable rows. Answers from memory without a promise as long as it hears.
   */
  covers(token: RevocableClaims): Awaitable<boolean>;
}

/** How long ago this replica knew everything. */
export interface Word {
  /** Milliseconds, counting those that the process or the machine was stopped; infinite while it never did. */
  age(): number;
}

export interface RevocationsDeps {
  readonly mirror: Pick<Mirror, 'covers'>;
  readonly word: Word;
  /** Milliseconds. */
  readonly maxStaleness: number;
  /** What is answered when the word is older than that; throws, or rejects, when it cannot be known. */
  readonly otherwise: (token: RevocableClaims) => Awaitable<boolean>;
}

export function createRevocations({ mirror, word, maxStaleness, otherwise }: RevocationsDeps): Revocations {
  return {
    covers(token) {
      // What is revoked stays so, however long ago that was heard.
      if (mirror.covers(token)) return true;
      return word.age() <= maxStaleness ? false : otherwise(token);
    },
  };
}

/** Seconds; a replica that has lost its word is back within about so long of what it lost. */
const RETRY_AFTER = 1;

export function revocationsUnknown(cause?: unknown): FrontierError {
  const message = 'what was revoked is not known right now; try again';
  return new FrontierError('unavailable', 'REVOCATIONS_UNKNOWN', message, { retryAfter: RETRY_AFTER, cause });
}
