// The port to the service's signing keys.
import type { SealedKey } from './signing-key.js';

/** A key as it is shown to operators, retired ones too. Times in milliseconds since the epoch. */
export interface KeyRecord {
  readonly kid: string;
  readonly algorithm: string;
  /** Undefined once it is retired. */
  readonly sealKeyId: string | undefined;
  readonly createdAt: number;
  readonly activatesAt: number;
  readonly retiresAt: number | undefined;
  /** Undefined until it was retired. */
  readonly retiredAt: number | undefined;
}

export interface SigningKeyStore {
  /** Every key that was not retired; by activation, then kid. */
  load(): Promise<readonly SealedKey[]>;
  /**
   * Hands what `load` would answer to `plan` and stores what it answers: a new one is added, a changed one changed, and one that is
   * left out is retired at `now` and its private key wiped. Answers what there is then. Replicas take turns: each sees what those
   * before it stored. `plan` must not use the database, and must give an end to every key but the last.
   */
  change(
    plan: (keys: readonly SealedKey[]) => Promise<readonly SealedKey[]>,
    now: number,
  ): Promise<readonly SealedKey[]>;
  /** All there ever were; by activation, then kid. */
  list(): Promise<readonly KeyRecord[]>;
}
