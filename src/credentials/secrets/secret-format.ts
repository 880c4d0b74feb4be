// How a generated secret is spelled: `frs_<id>_<body><checksum>`, so that leaks are found and typing errors cost no query.
import { crc32 } from 'node:zlib';
import type { Random } from '../../kernel/random.js';
import { base62 } from './base62.js';

/**
 * For secret scanners: every generated secret, and next to nothing else. The prefix says Frontier secret; 32 hexadecimal digits
 * are the credential's id, a UUID without its hyphens; 43 base62 characters are 32 random bytes; the last 6 are the CRC-32 of
 * all before them in base62, so that a scanner can drop false finds.
 */
export const SECRET_PATTERN = /\bfrs_[0-9a-f]{32}_[0-9A-Za-z]{49}\b/;

const PREFIX = 'frs_';
const EXACT = new RegExp(`^${SECRET_PATTERN.source}$`);
const RANDOM_BYTES = 32;
const BODY_LENGTH = 43; // 62^43 > 2^256
const CHECKSUM_LENGTH = 6; // 62^6 > 2^32

/** A new secret for the credential of that id; 256 bits of it are random. */
export function generateSecret(credentialId: string, random: Random): string {
  const body = base62(random.bytes(RANDOM_BYTES), BODY_LENGTH);
  const text = `${PREFIX}${credentialId.replaceAll('-', '')}_${body}`;
  return text + checksum(text);
}

/**
 * True when `secret` may belong to the credential of that id, so that it is worth a query: a generated one with a right checksum
 * and that id inside, or one that an operator chose, without our prefix.
 */
export function mayBelongTo(credentialId: string, secret: string): boolean {
  if (!secret.startsWith(PREFIX)) return true;
  if (!EXACT.test(secret)) return false;
  const text = secret.slice(0, -CHECKSUM_LENGTH);
  return (
    text.slice(PREFIX.length, PREFIX.length + 32) === credentialId.replaceAll('-', '') &&
    secret.slice(-CHECKSUM_LENGTH) === checksum(text)
  );
}

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return base62(bytes, CHECKSUM_LENGTH);
}
