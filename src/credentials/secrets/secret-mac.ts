// What is stored of a secret: a MAC under a key kept outside the database, bound to the row.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey, type MasterKey } from '../../signing/index.js';

/** Whose secret it is; a MAC moved to another row no longer fits. */
export interface SecretOwner {
  readonly credentialId: string;
  readonly serviceUserId: string;
}

export interface MacKey {
  /** Names the key, kept beside each MAC. */
  readonly keyId: string;
  /** 32 bytes. */
  compute(owner: SecretOwner, secret: string): Buffer;
}

/** The key that MACs are made with, and the one that was before a change of the master key. */
export interface SecretMac extends MacKey {
  readonly previous: MacKey | undefined;
}

const DOMAIN = 'frontier secret v1';

/** HMAC-SHA-256 under a key of its own, derived from the master key. */
export function createSecretMac(masterKey: MasterKey, previousMasterKey?: MasterKey): SecretMac {
  return { ...createMacKey(masterKey), previous: previousMasterKey && createMacKey(previousMasterKey) };
}

/** The key of that id, when it is one of the two. */
export function macKeyOf(mac: SecretMac, keyId: string): MacKey | undefined {
  return [mac, mac.previous].find((key) => key?.keyId === keyId);
}

function createMacKey(masterKey: MasterKey): MacKey {
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
