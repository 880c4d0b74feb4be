// Reads a public JWK that a caller registers, and refuses whatever is not one good public key.
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { invalidField } from '../../kernel/errors.js';
import { type Algorithm, algorithmOfKey, type PublicJwk, publicJwk, publicKeyOf } from '../../signing/index.js';

export interface RegisteredKey {
  readonly algorithm: Algorithm;
  readonly publicJwk: PublicJwk;
}

const FIELD = 'public_key';
const MAX_LENGTH = 16 * 1024;
const RSA_BITS = { least: 2048, most: 4096 };
/** A larger exponent makes every verification slow. */
const RSA_EXPONENT = { least: 65_537n, most: 2n ** 64n };

/** Private halves and shared secrets (RFC 7518 §6.2.2, §6.3.2, §6.4). */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];
/** Where a key or certificate would have to be fetched or trusted (RFC 7517 §4.6 to §4.9). */
const REFERENCES = ['jku', 'x5u', 'x5c', 'x5t', 'x5t#S256'];

const member = z.string().regex(/^[\w-]+$/);
const SHAPES = {
  RSA: z.object({ n: member, e: member }),
  EC: z.object({ x: member, y: member }),
  OKP: z.object({ x: member }),
};

/**
 * The key in `text`, the JSON of one JWK (RFC 7517 §4), in its canonical spelling and without its own `kid`.
 * Throws invalid_argument `public_key`; the message names members, never their values.
 */
export function registerPublicKey(text: string): RegisteredKey {
  const jwk = parseObject(text);
  if (Object.hasOwn(jwk, 'keys')) throw invalid('must be one JWK, not a set');
  refuseMembers(jwk, PRIVATE, 'must be a public key: take the private or symmetric members out');
  refuseMembers(jwk, REFERENCES, 'must hold the key itself: certificates and references are not supported');
  const algorithm = algorithmOfKey(jwk['kty'], jwk['crv']);
  if (algorithm === undefined) throw invalid('must be of `kty` RSA, EC with `crv` P-256, or OKP with `crv` Ed25519');
  checkPurpose(jwk, algorithm);
  const key = importKey(jwk, algorithm);
  if (algorithm.kty === 'RSA') checkRsa(key);
  return { algorithm, publicJwk: publicJwk(key) };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  if (text.length > MAX_LENGTH) throw invalid(`must have at most ${MAX_LENGTH} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('must be the JSON text of a JWK');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('must be a JSON object');
  return value as Record<string, unknown>;
}

function refuseMembers(jwk: object, refused: readonly string[], message: string): void {
  const found = refused.filter((name) => Object.hasOwn(jwk, name));
  if (found.length > 0) throw invalid(`${message} (${found.map((name) => `\`${name}\``).join(', ')})`);
}

/** RFC 7517 §4.2 to §4.4: what the key says it is for. */
function checkPurpose(jwk: Readonly<Record<string, unknown>>, algorithm: Algorithm): void {
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') throw invalid('must have the `use` sig, or none');
  if (jwk['alg'] !== undefined && jwk['alg'] !== algorithm.name)
    throw invalid(`must have the \`alg\` ${algorithm.name}, or none`);
  const operations = jwk['key_ops'];
  if (operations !== undefined && !(Array.isArray(operations) && operations.length === 1 && operations[0] === 'verify'))
    throw invalid('must have the `key_ops` ["verify"], or none');
}

function importKey(jwk: Readonly<Record<string, unknown>>, algorithm: Algorithm): KeyObject {
  const members = SHAPES[algorithm.kty].safeParse(jwk);
  if (!members.success)
    throw invalid(`must have the members ${algorithm.members.map((name) => `\`${name}\``).join(', ')} in base64url`);
  try {
    return publicKeyOf({ kty: algorithm.kty, ...(algorithm.crv && { crv: algorithm.crv }), ...members.data });
  } catch {
    throw invalid('must be a key on its curve');
  }
}

function checkRsa(key: KeyObject): void {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < RSA_BITS.least || modulusLength > RSA_BITS.most)
    throw invalid(`must have an RSA modulus of ${RSA_BITS.least} to ${RSA_BITS.most} bits`);
  if (publicExponent < RSA_EXPONENT.least || publicExponent > RSA_EXPONENT.most || publicExponent % 2n === 0n)
    throw invalid('must have an odd RSA exponent of at least 65537 and at most 64 bits');
  const modulus = Buffer.from(publicJwk(key).n ?? '', 'base64url');
  if ((modulus.at(-1) ?? 0) % 2 === 0) throw invalid('must have an odd RSA modulus');
}

function invalid(description: string): Error {
  return invalidField(FIELD, description);
}
