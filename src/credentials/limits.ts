// The port by which those who guess, or ask too often, are kept from going on.
import type { Awaitable, CallMeta } from '../kernel/rpc.js';

/** One try to prove who calls. */
export interface Attempt {
  readonly meta: Pick<CallMeta, 'peer'>;
  /** The id of the client that it claims to be, as far as it can be read; asked for only when it matters. */
  clientId(): string | undefined;
}

export interface Limits {
  /**
   * What `prove` answers. Throws resource_exhausted, and rejects so, with when to come again: instead of trying, for a client that
   * failed too often from that address; instead of what `prove` threw, for an address, and for a client from anywhere, with too
   * many failures. So whoever is right is kept out by none but those who fail as the same client from the same address.
   * Attempts may be nested: a failure counts once. Waits for nothing.
   */
  attempt<A extends Attempt, T>(attempt: A, prove: (attempt: A) => Awaitable<T>): Awaitable<T>;
  /** A token is about to be minted for that credential. Throws resource_exhausted when it had too many of late. */
  issuing(credentialId: string): void;
}

export const NO_LIMITS: Limits = { attempt: (attempt, prove) => prove(attempt), issuing: () => undefined };
