// How what we generate is spelled: `frs_<id>_<body><checksum>`, so that leaks are found and typing errors cost no query.
import { crc32 } from 'node:zlib';
import type { Random } from '../../kernel/random.js';
import { base62 } from './base62.js';

/**
 * For secret scanners: everything generated, and next to nothing else. The prefix says Frontier secret (`frs_`), API token
 * (`frt_`) or admin token (`fra_`); 32 hexadecimal digits
 * are the credential's id, a UUID without its hyphens; 43 base62 characters are 32 random bytes; the last 6 are the CRC-32 of
 * all before them in base62, so that a scanner can drop false finds.
 */
export const SECRET_PATTERN = /\bfr[sta]_[0-9a-f]{32}_[0-9A-Za-z]{49}\b/;

export type SecretKind = 'secret' | 'api_token' | 'admin_token';

const PREFIXES: Readonly<Record<SecretKind, string>> = { secret: 'frs_', api_token: 'frt_', admin_token: 'fra_' };
const PREFIX_LENGTH = 4;
const OURS = /^fr[sta]_/;
const EXACT = new RegExp(`^${SECRET_PATTERN.source}$`);
const RANDOM_BYTES = 32;
const BODY_LENGTH = 43; // 62^43 > 2^256
const CHECKSUM_LENGTH = 6; // 62^6 > 2^32

/** A new secret for the credential of that id; 256 bits of it are random. */
export function generateSecret(credentialId: string, random: Random, kind: SecretKind = 'secret'): string {
  const body = base62(random.bytes(RANDOM_BYTES), BODY_LENGTH);
  const text = `${PREFIXES[kind]}${credentialId.replaceAll('-', '')}_${body}`;
  return text + checksum(text);
}

/**
 * True when `secret` may belong to the credential of that id, so that it is worth a query: a generated one with a right checksum
 * and that id inside, or one that an operator chose, without our prefix.
 */
export function mayBelongTo(credentialId: string, secret: string): boolean {
  if (!OURS.test(secret)) return true;
  return isKind(secret, 'secret') && credentialIdOf(secret) === credentialId;
}

/** Whether the text begins as one of that kind does; says nothing of the rest. */
export function isKind(text: string, kind: SecretKind): boolean {
  return text.startsWith(PREFIXES[kind]);
}

/** The id of the credential inside; undefined for what was not generated, or not copied whole. */
export function credentialIdOf(generated: string): string | undefined {
  if (!EXACT.test(generated)) return undefined;
  const text = generated.slice(0, -CHECKSUM_LENGTH);
  if (generated.slice(-CHECKSUM_LENGTH) !== checksum(text)) return undefined;
  return text.slice(PREFIX_LENGTH, PREFIX_LENGTH + 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function checksum(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return base62(bytes, CHECKSUM_LENGTH);
}
