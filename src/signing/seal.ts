// Private keys at rest: AES-256-GCM under the master key, bound to the row they belong to.
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '../kernel/random.js';
import type { DerivedKey } from './master-key.js';

/** What a sealed key is bound to: it opens for the same kid and algorithm only. */
export interface SealContext {
  readonly kid: string;
  readonly algorithm: string;
}

const CIPHER = 'aes-256-gcm';
const PURPOSE = 'signing key';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export interface Sealing {
  readonly key: DerivedKey;
  readonly random: Random;
}

/** Nonce, ciphertext and tag, in this order. */
export function seal({ key, random }: Sealing, plain: Buffer, context: SealContext): Buffer {
  const nonce = random.bytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(associatedData(context));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The plain text; undefined when it was sealed with another key, for another row, or altered since. */
export function unseal(key: DerivedKey, sealed: Buffer, context: SealContext): Buffer | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key.key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(associatedData(context));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** NUL separates: it is in none of the parts. */
function associatedData({ kid, algorithm }: SealContext): Buffer {
  return Buffer.from([kid, algorithm, PURPOSE].join('\0'));
}
