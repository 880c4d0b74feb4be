// The signing keys as the world sees them.
import { type PublishedJwk, publicJwk, publishedJwk } from './jwk.js';
import type { Keyring } from './keyring.js';

/** A JWK set (RFC 7517 §5) of every key that verifies or soon will, so that verifiers know a key before it signs. */
export function jwks(keyring: Keyring): readonly PublishedJwk[] {
  return keyring.all().map(({ kid, algorithm, publicKey }) => publishedJwk(publicJwk(publicKey), kid, algorithm));
}
