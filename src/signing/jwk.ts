// Public keys as JWK: out of a key, into a key, and their thumbprint.
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { type Algorithm, algorithmOfKey } from './algorithms.js';

/** The public members of one key (RFC 7518 §6, RFC 8037 §2), and nothing else. */
export interface PublicJwk {
  readonly kty: string;
  readonly crv?: string;
  readonly n?: string;
  readonly e?: string;
  readonly x?: string;
  readonly y?: string;
}

/** A key as a JWK set shows it (RFC 7517 §4). */
export interface PublishedJwk extends PublicJwk {
  readonly kid: string;
  readonly alg: string;
  readonly use: 'sig';
}

/** The public half of `key`, be it private or public, in its one canonical spelling. */
export function publicJwk(key: KeyObject): PublicJwk {
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return pickPublic(jwk, algorithmOfKey(jwk.kty, jwk.crv)?.members ?? []);
}

/** The key to verify with. Throws when the members make no key, e.g. a point off its curve. */
export function publicKeyOf(jwk: PublicJwk): KeyObject {
  return createPublicKey({ key: { ...jwk }, format: 'jwk' });
}

/** RFC 7638, SHA-256, base64url. */
export function thumbprint(jwk: PublicJwk): Promise<string> {
  return calculateJwkThumbprint({ ...jwk });
}

export function publishedJwk(jwk: PublicJwk, kid: string, algorithm: Algorithm): PublishedJwk {
  return { ...pickPublic(jwk, algorithm.members), kid, alg: algorithm.name, use: 'sig' };
}

/** Names what to take, so that a private member can never slip through. */
function pickPublic(jwk: JsonWebKey | PublicJwk, members: Algorithm['members']): PublicJwk {
  return { kty: String(jwk.kty), ...Object.fromEntries(members.map((member) => [member, jwk[member]])) };
}
