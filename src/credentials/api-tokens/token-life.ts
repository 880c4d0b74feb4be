// How long a new API token lives: as asked, no longer than may be, and no longer than the token that makes it.
import { invalidField, notAuthorized } from '../../kernel/errors.js';
import type { Principal } from '../../kernel/principal.js';
import { isAdminToken } from '../admin-token/admin-token.js';

export interface TokenTerms {
  /** Seconds, when the maker does not say. */
  readonly ttl: number;
  /** Seconds, at most. */
  readonly maxTtl: number;
}

export interface AskedLife {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
  /** Seconds. */
  readonly ttl: number | undefined;
}

/**
 * Milliseconds since the epoch. Throws invalid_argument (`expires_at`, `ttl`), and permission_denied when a narrowed token asks for
 * more than its own life.
 */
export function expiryOf(
  terms: TokenTerms,
  asked: AskedLife,
  { now, caller }: { now: number; caller: Principal },
): number {
  const last = lastOf(caller);
  const expiresAt = askedExpiry(terms, asked, now);
  if (expiresAt === undefined) return Math.min(now + terms.ttl * 1000, last);
  if (expiresAt > last) throw notAuthorized('TOKEN_EXCEEDS_HOLDER');
  return expiresAt;
}

function askedExpiry({ maxTtl }: TokenTerms, { expiresAt, ttl }: AskedLife, now: number): number | undefined {
  if (expiresAt !== undefined && ttl !== undefined) throw invalidField('ttl', 'does not go with expires_at');
  const [field, asked] = ttl === undefined ? ['expires_at', expiresAt] : ['ttl', now + ttl * 1000];
  if (asked === undefined) return undefined;
  if (asked <= now) throw invalidField(field, 'must be in the future');
  if (asked > now + maxTtl * 1000) throw invalidField(field, `must be at most ${maxTtl} seconds ahead`);
  return asked;
}

function lastOf(caller: Principal): number {
  if (caller.narrowing === undefined || isAdminToken(caller)) return Number.POSITIVE_INFINITY;
  if (caller.narrowing.expiresAt === undefined) throw notAuthorized('TOKEN_NOT_PERMITTED');
  return caller.narrowing.expiresAt;
}
