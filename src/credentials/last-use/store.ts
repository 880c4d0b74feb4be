// The port to the times of last use.
import type { Credential } from '../credential.js';

export interface Use {
  readonly id: string;
  readonly kind: Credential['kind'];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface LastUseStore {
  /** Moves each credential's time forward to `at`, never back; of credentials that are gone it records nothing. */
  record(uses: readonly Use[]): Promise<void>;
}
