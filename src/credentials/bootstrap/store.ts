// The port to the bootstrap service user.

export interface BootstrapSecret {
  /** The client id. */
  readonly id: string;
  readonly mac: Buffer;
  readonly macKeyId: string;
  /** Its MAC under the previous master key: a row that has it is the same secret's. */
  readonly previousMac: Buffer | undefined;
  /** Chosen by the operator: then it is stored at every start, in place of what the client id had before. */
  readonly given: boolean;
}

export interface BootstrapStore {
  /**
   * Makes sure of the bootstrap service user, that it is a platform administrator, and of its secret: a given one always, another
   * one only when the service user is new. Answers whether the secret was stored. Replicas that start together take turns.
   * Throws failed_precondition when the client id belongs to another service user's secret.
   */
  ensure(secret: BootstrapSecret, now: number): Promise<boolean>;
  /** The client id of its newest secret; empty when it has none. */
  clientId(): Promise<string>;
}
