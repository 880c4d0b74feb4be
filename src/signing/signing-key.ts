// The service's own signing keys, as they are stored and as they are used, and what their times make of them.
import type { CryptoKey } from 'jose';
import type { PublicJwk } from './jwk.js';
import type { VerifyingKey } from './jws.js';

/**
 * `next`: published, not signing yet. `current`: signs; there is exactly one. `retiring`: no longer signs, still verifies.
 * `retired`: neither.
 */
export type SigningKeyState = 'next' | 'current' | 'retiring' | 'retired';

/** What decides a key's state. Milliseconds since the epoch. */
export interface KeyTimes {
  /** From then on it signs, until one with a later time does. */
  readonly activatesAt: number;
  /** From then on it is retired. Undefined for the last key, and for no other. */
  readonly retiresAt: number | undefined;
}

/** A key as it lies in the store; only who holds the master key can use it, or have put it there. */
export interface SealedKey extends KeyTimes {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly algorithm: string;
  /** For people who look into the database; what is published comes out of `sealed`. */
  readonly publicJwk: PublicJwk;
  /** PKCS#8 DER, sealed. */
  readonly sealed: Buffer;
  /** Which master key sealed it. */
  readonly sealKeyId: string;
  /** Since when it is published. */
  readonly createdAt: number;
}

/** A key of the service in use; every one of them verifies until it is retired, the current one signs. */
export interface SigningKey extends VerifyingKey, KeyTimes {
  readonly kid: string;
  /** Cannot be exported. */
  readonly privateKey: CryptoKey;
}

export function isRetired({ retiresAt }: KeyTimes, now: number): boolean {
  return retiresAt !== undefined && retiresAt <= now;
}

/**
 * The key that signs at `now`: of `keys`, ordered by activation, the last that is active; the first when none is, as it can be
 * where the clock is behind that of whoever made it. Undefined for an empty list only.
 */
export function currentOf<K extends KeyTimes>(keys: readonly K[], now: number): K | undefined {
  return keys.findLast(({ activatesAt }) => activatesAt <= now) ?? keys[0];
}

/** The state at `now` of one of `keys`, which are all that were not retired before their time, ordered by activation. */
export function stateOf(keys: readonly KeyTimes[], key: KeyTimes, now: number): SigningKeyState {
  if (key === currentOf(keys, now)) return 'current';
  if (isRetired(key, now)) return 'retired';
  return key.activatesAt > now ? 'next' : 'retiring';
}
