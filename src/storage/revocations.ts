// Records what ends tokens before their time, in the transaction that ends it; every area's adapter uses the same statement.
import { sql } from 'kysely';
import type { RevocationRow } from './tables/revocations.js';
import type { Write } from './transaction.js';

export type RevokedKind = RevocationRow['kind'];

/** One thing that is no longer good. */
export interface Revoked {
  readonly kind: RevokedKind;
  /** A token's `jti`, the UUID of a credential, principal or organization, or a signing key's `kid`. */
  readonly key: string;
  /** Tokens that carry an older one of that credential, principal or organization are ended. */
  readonly generation: number;
  /** Milliseconds since the epoch; from then on no token that it ends is valid anywhere. */
  readonly expiresAt: number;
  /** When it was recorded, milliseconds since the epoch by the database's clock. */
  readonly recordedAt: number;
}

export interface NewRevocation extends Pick<Revoked, 'kind' | 'key'> {
  /** EVERY_GENERATION unless given. */
  readonly generation?: number;
  /** A token's `exp`, in seconds; left out for what ends many tokens. */
  readonly exp?: number;
  /** Which call or command is behind it, for whoever reads the table. */
  readonly cause: string;
}

/** Ends every token, whatever generation it carries. */
export const EVERY_GENERATION = 2 ** 31 - 1;

/** Seconds; no access token lives longer. */
const LONGEST_LIFE = 30 * 86_400;
/** Seconds that an entry outlives the last token it ends: how far the clocks of replicas may be apart. */
const LEEWAY = 600;
/** Seconds since the epoch that every date type holds. */
const LAST_SECOND = 253_402_300_799;

/**
 * Ends what is named, for everyone, once the transaction commits. False, and nothing is written or told, when it was ended before
 * to the same extent.
 */
export async function recordRevocation(write: Write, { kind, key, cause, ...given }: NewRevocation): Promise<boolean> {
  const generation = given.generation ?? EVERY_GENERATION;
  const end =
    given.exp === undefined
      ? sql`clock_timestamp() + ${LONGEST_LIFE + LEEWAY} * interval '1 second'`
      : sql`to_timestamp(${Math.min(given.exp + LEEWAY, LAST_SECOND)}::double precision)`;
  const { rows } = await sql<{ expires_at: Date; created_at: Date }>`
    insert into revocations (kind, key, generation, expires_at, cause)
    values (${kind}, ${key}, ${generation}, ${end}, ${cause})
    on conflict (kind, key) do update set generation = excluded.generation, cause = excluded.cause, published = false,
      expires_at = greatest(revocations.expires_at, excluded.expires_at), created_at = excluded.created_at
    where revocations.generation < excluded.generation
    returning expires_at, created_at`.execute(write.sql);
  const [row] = rows;
  if (row === undefined) return false;
  const [expiresAt, recordedAt] = [row.expires_at.getTime(), row.created_at.getTime()];
  write.changed('revocation', encodeRevoked({ kind, key, generation, expiresAt, recordedAt }));
  write.atRevision(async (revision) => {
    await sql`update revocations set revision = ${revision} where kind = ${kind} and key = ${key}`.execute(write.sql);
  });
  return true;
}

/** One line, to be read by `decodeRevoked`. */
export function encodeRevoked({ kind, key, generation, expiresAt, recordedAt }: Revoked): string {
  return [kind, key, generation, expiresAt, recordedAt].join('|');
}

const LINE =
  /^(token|credential|principal|organization|signing_key)\|([\w-]{1,255})\|(\d{1,10})\|(\d{1,15})\|(\d{1,15})$/;

/** Undefined for what is no such line. */
export function decodeRevoked(line: string): Revoked | undefined {
  const [, kind, key, ...numbers] = LINE.exec(line) ?? [];
  if (kind === undefined || key === undefined) return undefined;
  const [generation, expiresAt, recordedAt] = numbers.map(Number) as [number, number, number];
  return { kind: kind as RevokedKind, key, generation, expiresAt, recordedAt };
}
