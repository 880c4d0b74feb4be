// The service's own signing keys, as they are stored and as they are used.
import type { CryptoKey } from 'jose';
import type { VerifyingKey } from './jws.js';

/**
 * `next`: published, not signing yet. `current`: signs; there is at most one. `retiring`: no longer signs, still verifies.
 * `retired`: neither.
 */
export type SigningKeyState = 'next' | 'current' | 'retiring' | 'retired';

/** A key as it lies in the store; only who holds the master key can use it, or have put it there. */
export interface SealedKey {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly algorithm: string;
  /** PKCS#8 DER, sealed. */
  readonly sealed: Buffer;
  /** Which master key sealed it. */
  readonly sealKeyId: string;
  readonly state: SigningKeyState;
}

/** A key of the service in use; every one of them verifies, the current one signs. */
export interface SigningKey extends VerifyingKey {
  readonly kid: string;
  readonly state: SigningKeyState;
  /** Cannot be exported. */
  readonly privateKey: CryptoKey;
}
