// What is stored of a secret: a MAC under a key kept outside the database, bound to the row.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey, type MasterKey } from '../../signing/index.js';

/** Whose secret it is; a MAC moved to another row no longer fits. */
export interface SecretOwner {
  readonly credentialId: string;
  readonly serviceUserId: string;
}

export interface SecretMac {
  /** Names the key, kept beside each MAC. */
  readonly keyId: string;
  /** 32 bytes. */
  compute(owner: SecretOwner, secret: string): Buffer;
}

const DOMAIN = 'frontier secret v1';

/** HMAC-SHA-256 under a key of its own, derived from the master key. */
export function createSecretMac(masterKey: MasterKey): SecretMac {
  const { id, key } = deriveKey(masterKey, 'mac secrets');
  return {
    keyId: id,
    compute: ({ credentialId, serviceUserId }, secret) =>
      createHmac('sha256', key)
        .update(encode([DOMAIN, credentialId, serviceUserId, secret]))
        .digest(),
  };
}

/** Compares in constant time; false for another length. */
export function sameMac(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Each part behind its length, so that no two lists of parts make the same bytes. */
function encode(parts: readonly string[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}
