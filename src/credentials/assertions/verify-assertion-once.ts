// Whether an assertion was made by one of a service user's keys, for us alone, for the moment, and is used for the first time.
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import { isUuid } from '../../kernel/input.js';
import { type Jws, verifyJws } from '../../signing/index.js';
import { type KeyCredential, refusalOf } from '../credential.js';
import type { CredentialReader } from '../reader.js';
import { type Refusal, refused } from '../refusal.js';
import type { UsedAssertionStore } from './store.js';

export interface VerifyAssertionOnceDeps {
  readonly reader: CredentialReader;
  readonly usedAssertions: UsedAssertionStore;
  readonly clock: Clock;
}

/** What tells one use of assertions from another. */
export interface AssertionTerms {
  /** The values of `aud` that are accepted, each only by itself. */
  readonly audiences: readonly string[];
  /** The value of `typ` that is accepted besides none and `JWT`. */
  readonly type?: string;
}

/** Seconds; what is fresh need not be good for longer. */
const MAX_LIFETIME = 5 * 60;
/** Seconds that the signer's clock may be ahead of ours. */
const LEEWAY = 30;
/** Milliseconds that the clocks of two replicas may be apart. */
const SKEW_MS = 60_000;

const numericDate = z.int().nonnegative();

/** RFC 7523 §3: `iss`, `sub`, `aud` and `exp` are required; so is `jti` here, or it could not be used once. */
const Claims = z.object({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.tuple([z.string()]).transform(([only]) => only)]),
  exp: numericDate,
  iat: numericDate.optional(),
  nbf: numericDate.optional(),
  jti: z.string().min(1).max(256),
});

type Claims = z.output<typeof Claims>;

/**
 * The key that signed. `kid` names it, or else `sub`; `iss` and `sub` must be the key's id or its owner's. Rejects with
 * unauthenticated for every failure alike. It counts as used when all but that was right, whatever becomes of the request.
 */
export async function verifyAssertionOnce(
  deps: VerifyAssertionOnceDeps,
  jws: Jws,
  terms: AssertionTerms,
): Promise<KeyCredential> {
  const now = deps.clock.now();
  const { success, data: claims } = Claims.safeParse(jws.payload);
  if (!success) throw refused('CLAIMS_REFUSED');
  const refusal = refusalOfType(jws.header['typ'], terms) ?? refusalOfClaims(claims, now / 1000, terms);
  if (refusal !== undefined) throw refused(refusal);
  const key = await deps.reader.find(keyIdOf(jws, claims));
  if (key?.kind !== 'key') throw refused('KEY_UNKNOWN');
  if (!verifyJws(jws, key)) throw refused('SIGNATURE_WRONG');
  const names = [key.id, key.serviceUser.id];
  if (!names.includes(claims.iss) || !names.includes(claims.sub)) throw refused('SUBJECT_REFUSED');
  const lapsed = refusalOf(key, now);
  if (lapsed !== undefined) throw refused(lapsed);
  const use = { credentialId: key.id, jti: claims.jti, until: claims.exp * 1000 + SKEW_MS };
  if (!(await deps.usedAssertions.useOnce(use, now))) throw refused('ASSERTION_REPLAYED');
  return key;
}

/** What was made for another purpose says so (RFC 8725 §3.11). */
function refusalOfType(typ: unknown, { type }: AssertionTerms): Refusal | undefined {
  if (typ === undefined) return undefined;
  if (typeof typ !== 'string') return 'TYPE_REFUSED';
  const said = typ.toLowerCase().replace(/^application\//, '');
  return said === 'jwt' || said === type ? undefined : 'TYPE_REFUSED';
}

function refusalOfClaims({ exp, iat, nbf, aud }: Claims, now: number, terms: AssertionTerms): Refusal | undefined {
  if (exp <= now) return 'TOKEN_EXPIRED';
  if (exp > now + MAX_LIFETIME + LEEWAY) return 'LIFETIME_REFUSED';
  if (Math.max(iat ?? 0, nbf ?? 0) > now + LEEWAY) return 'TOKEN_NOT_YET_VALID';
  if (iat !== undefined && (iat >= exp || exp - iat > MAX_LIFETIME)) return 'LIFETIME_REFUSED';
  return terms.audiences.includes(aud) ? undefined : 'AUDIENCE_REFUSED';
}

function keyIdOf({ header }: Jws, { sub }: Claims): string {
  const id = header['kid'] ?? sub;
  if (typeof id !== 'string' || !isUuid(id)) throw refused('KEY_UNKNOWN');
  return id;
}
