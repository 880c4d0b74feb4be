// The port that remembers which assertions were used.

export interface UsedAssertion {
  /** The key that signed it: one client's `jti` says nothing of another's. */
  readonly credentialId: string;
  readonly jti: string;
  /** Milliseconds since the epoch; from then on it may be forgotten. */
  readonly until: number;
}

export interface UsedAssertionStore {
  /**
   * True for exactly one of all calls with the same credential and `jti` until that time, on whatever replica and however close
   * together; false for the others. Durable once answered. `now` in milliseconds since the epoch.
   */
  useOnce(assertion: UsedAssertion, now: number): Promise<boolean>;
}
