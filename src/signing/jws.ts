// Reads a compact JWS strictly and verifies it under a key whose algorithm is known beforehand; trusts nothing it carries.
import { isUtf8 } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import type { Algorithm } from './algorithms.js';

/** A JWS taken apart (RFC 7515 §7.1). Nothing in it is to be believed before `verifyJws`. */
export interface Jws {
  readonly header: JsonObject;
  readonly payload: JsonObject;
  /** `header.payload`, what the signature is over (RFC 7515 §5.2). */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Whoever verifies names the algorithm (RFC 8725 §3.1); the header must only agree. */
export interface VerifyingKey {
  readonly algorithm: Algorithm;
  readonly publicKey: KeyObject;
}

/** Longer tokens are refused unread. Ours have about 1,100 characters. */
const MAX_LENGTH = 8 * 1024;
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Headers that change what is signed or how it is read (RFC 7515 §4.1.11, RFC 7797 §3, RFC 7516 §4.1.3): none is supported. */
const REFUSED_HEADERS = ['crit', 'b64', 'zip', 'enc'];

/** Undefined for anything but three parts, each in its one canonical base64url spelling, of JSON objects and a signature. */
export function parseJws(token: string): Jws | undefined {
  if (token.length > MAX_LENGTH || !COMPACT.test(token)) return undefined;
  const [headerPart, payloadPart, signaturePart] = token.split('.') as [string, string, string];
  const header = jsonObject(headerPart);
  const payload = jsonObject(payloadPart);
  const signature = decode(signaturePart);
  if (header === undefined || payload === undefined || signature === undefined) return undefined;
  if (REFUSED_HEADERS.some((name) => Object.hasOwn(header, name))) return undefined;
  return { header, payload, signed: Buffer.from(`${headerPart}.${payloadPart}`, 'latin1'), signature };
}

/** True when the signature is the key's and the header names the key's algorithm. Keys inside the header are not looked at. */
export function verifyJws(jws: Jws, { algorithm, publicKey }: VerifyingKey): boolean {
  return jws.header['alg'] === algorithm.name && algorithm.verifies(publicKey, jws.signed, jws.signature);
}

/** A second spelling of the same bytes would make a second token of one. */
function decode(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

function jsonObject(part: string): JsonObject | undefined {
  const bytes = decode(part);
  if (bytes === undefined || !isUtf8(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
