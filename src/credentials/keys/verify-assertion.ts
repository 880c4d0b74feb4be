// Whether a JWT was signed by a service user with one of its keys, for us, and not too long ago.
import { z } from 'zod';
import { andThen } from '../../kernel/awaitable.js';
import type { Clock } from '../../kernel/clock.js';
import { isUuid } from '../../kernel/input.js';
import type { Awaitable } from '../../kernel/rpc.js';
import { type Jws, verifyJws } from '../../signing/index.js';
import { type KeyCredential, refusalOf } from '../credential.js';
import type { LastUse } from '../last-use/last-use.js';
import type { CredentialReader } from '../reader.js';
import { type Refusal, refused } from '../refusal.js';

export interface VerifyAssertionDeps {
  readonly reader: CredentialReader;
  readonly clock: Clock;
  /** Values of `aud` that mean us: the issuer and the token endpoint (RFC 7523 §3). */
  readonly assertionAudiences: readonly string[];
  readonly lastUse: Pick<LastUse, 'used'>;
}

/** frontier-go signs for 12 h at a time. */
const MAX_LIFETIME = 12 * 60 * 60;
/** Seconds that the signer's clock may be ahead of ours. */
const LEEWAY = 30;

const numericDate = z.int().nonnegative();

const Claims = z.object({
  sub: z.string(),
  exp: numericDate,
  iat: numericDate.optional(),
  nbf: numericDate.optional(),
  // Exactly one: what is meant for others too could be replayed by them.
  aud: z.union([z.string(), z.tuple([z.string()]).transform(([only]) => only)]).optional(),
  jti: z.string().min(1).max(256).optional(),
});

type Claims = z.output<typeof Claims>;

/**
 * The key that signed. `kid` names it, in the header or, as upstream's clients have it, in the payload; `sub` must be the key's
 * owner. Throws unauthenticated, and rejects so, for every failure alike.
 */
export function verifyAssertion(deps: VerifyAssertionDeps, jws: Jws): Awaitable<KeyCredential> {
  const now = deps.clock.now();
  const claims = Claims.safeParse(jws.payload);
  if (!claims.success) throw refused('CLAIMS_REFUSED');
  const refusal = refusalOfType(jws.header['typ']) ?? refusalOfClaims(claims.data, now / 1000, deps.assertionAudiences);
  if (refusal !== undefined) throw refused(refusal);
  return andThen(deps.reader.find(keyIdOf(jws)), (key) => {
    if (key?.kind !== 'key') throw refused('KEY_UNKNOWN');
    if (!verifyJws(jws, key)) throw refused('SIGNATURE_WRONG');
    if (key.serviceUser.id !== claims.data.sub) throw refused('SUBJECT_REFUSED');
    const lapsed = refusalOf(key, now);
    if (lapsed !== undefined) throw refused(lapsed);
    deps.lastUse.used(key);
    return key;
  });
}

/** A JWT made for another purpose says so (RFC 8725 §3.11), an access token with `at+jwt` (RFC 9068 §2.1). */
function refusalOfType(typ: unknown): Refusal | undefined {
  const plain = typ === undefined || (typeof typ === 'string' && typ.toUpperCase() === 'JWT');
  return plain ? undefined : 'TYPE_REFUSED';
}

function refusalOfClaims(
  { exp, iat, nbf, aud }: Claims,
  now: number,
  audiences: readonly string[],
): Refusal | undefined {
  if (exp <= now) return 'TOKEN_EXPIRED';
  if (exp > now + MAX_LIFETIME + LEEWAY) return 'LIFETIME_REFUSED';
  if (Math.max(iat ?? 0, nbf ?? 0) > now + LEEWAY) return 'TOKEN_NOT_YET_VALID';
  if (iat !== undefined && iat >= exp) return 'LIFETIME_REFUSED';
  if (aud !== undefined && !audiences.includes(aud)) return 'AUDIENCE_REFUSED';
  return undefined;
}

function keyIdOf({ header, payload }: Jws): string {
  const [id, ...others] = [header['kid'], payload['kid']].filter((kid) => kid !== undefined);
  if (typeof id !== 'string' || !isUuid(id) || others.some((other) => other !== id)) throw refused('KEY_UNKNOWN');
  return id;
}
