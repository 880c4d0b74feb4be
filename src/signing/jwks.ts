// The signing keys as the world sees them.
import { createHash } from 'node:crypto';
import { type PublishedJwk, publicJwk, publishedJwk } from './jwk.js';
import type { Keyring } from './keyring.js';

/** A JWK set (RFC 7517 §5) of every key that verifies or soon will, so that verifiers know a key before it signs. */
export interface JwkSet {
  readonly keys: readonly PublishedJwk[];
  /** The set as JSON. */
  readonly body: Buffer;
  /** A strong entity tag (RFC 9110 §8.8.3): another one for another set. */
  readonly etag: string;
}

/**
 * How long verifiers may keep the set, and how long they may go on with it while we cannot be reached (RFC 5861 §4). Less than the
 * publication period, at whose end a verifier must have fetched it anew.
 */
export const JWKS_CACHE_CONTROL = 'public, max-age=300, stale-if-error=86400';

/** What verifiers commonly keep the set for whatever we say, in milliseconds. */
export const JWKS_KEPT_MS = 10 * 60_000;

/** The set as of now; the same object as long as the keys are the same. Asks no store. */
export function createJwks(keyring: Pick<Keyring, 'all'>): () => JwkSet {
  let kids = '';
  let set: JwkSet | undefined;
  return () => {
    const keys = keyring.all();
    const now = keys.map(({ kid }) => kid).join();
    if (set === undefined || now !== kids) set = jwkSet(keys.map(published));
    kids = now;
    return set;
  };
}

function published({ kid, algorithm, publicKey }: ReturnType<Keyring['all']>[number]): PublishedJwk {
  return publishedJwk(publicJwk(publicKey), kid, algorithm);
}

function jwkSet(keys: readonly PublishedJwk[]): JwkSet {
  const body = Buffer.from(JSON.stringify({ keys }));
  return { keys, body, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}
