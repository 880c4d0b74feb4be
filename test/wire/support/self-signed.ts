// JWTs that a service user signs with its own key, as published clients do.
import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@bufbuild/protobuf';
import { importPKCS8, type JWTPayload, SignJWT } from 'jose';
import { text } from './client.js';

export interface SignOptions {
  /** Claims to set or, where undefined, to leave out. */
  readonly claims?: JWTPayload;
  /** frontier-go names the key in the payload as well. */
  readonly header?: Readonly<Record<string, string>>;
}

/** `key` as CreateKey answered it. Lives for five minutes. */
export async function selfSigned(key: JsonObject, { claims, header }: SignOptions = {}): Promise<string> {
  const kid = text(key, 'kid');
  const privateKey = await importPKCS8(text(key, 'private_key'), 'RS256');
  const now = Math.floor(Date.now() / 1000);
  const payload = { sub: text(key, 'principal_id'), iat: now, exp: now + 300, jti: randomUUID(), ...claims };
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid, ...header }).sign(privateKey);
}
