// The port to the service's signing keys.
import type { PublicJwk } from './jwk.js';
import type { SealedKey } from './signing-key.js';

export interface NewSigningKey {
  readonly key: SealedKey;
  readonly publicJwk: PublicJwk;
  readonly createdAt: number;
}

export interface SigningKeyStore {
  /**
   * Every key but retired ones, the current one among them, oldest first. When none is current, `make` is called for one and that
   * is stored. Replicas that start together make exactly one: they take turns, and each sees what those before it stored.
   * `make` must not use the database.
   */
  loadOrCreate(make: () => Promise<NewSigningKey>): Promise<readonly SealedKey[]>;
}
