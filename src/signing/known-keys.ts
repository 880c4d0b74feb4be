// What is known of kids: the key that each names, or that somebody made it up.
import { LRUCache } from 'lru-cache';
import type { SigningKey } from './signing-key.js';

export interface KnownKeys {
  get(kid: unknown): SigningKey | undefined;
  /** True for a kid that nothing is known of, and that could be one: only that is worth a look into the store. */
  mayBeStored(kid: unknown): boolean;
  /** As `get`, after a look: a kid without a key then is one that somebody made up. */
  expect(kid: unknown): SigningKey | undefined;
  replace(keys: readonly SigningKey[]): void;
  /** What is known of it is not believed any more. */
  forget(kid: string): void;
  forgetAll(): void;
}

/** A thumbprint of SHA-256 in base64url (RFC 7638 §3.4). */
const KID = /^[\w-]{43}$/;
/** About 1 MB. */
const MADE_UP = 10_000;

export function createKnownKeys(keys: readonly SigningKey[]): KnownKeys {
  let known = byKid(keys);
  // A key is stored before it signs, so a kid that is not stored when a token with it is presented never will be.
  const madeUp = new LRUCache<string, true>({ max: MADE_UP });
  return {
    get: (kid) => known.get(kid),
    mayBeStored: (kid) => !known.has(kid) && typeof kid === 'string' && KID.test(kid) && !madeUp.has(kid),
    expect(kid) {
      if (typeof kid === 'string' && !known.has(kid)) madeUp.set(kid, true);
      return known.get(kid);
    },
    replace(keys) {
      known = byKid(keys);
    },
    forget(kid) {
      known.delete(kid);
      madeUp.delete(kid);
    },
    forgetAll() {
      known.clear();
      madeUp.clear();
    },
  };
}

function byKid(keys: readonly SigningKey[]): Map<unknown, SigningKey> {
  return new Map(keys.map((key) => [key.kid, key]));
}
