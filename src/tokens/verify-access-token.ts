// Whether we minted a token, for us, and it has not expired; says nothing of what was revoked since.
import { type Refusal, refused } from '../credentials/index.js';
import { andThen } from '../kernel/awaitable.js';
import type { Clock } from '../kernel/clock.js';
import type { Awaitable } from '../kernel/rpc.js';
import { type Jws, type Keyring, type SigningKey, verifyJws } from '../signing/index.js';
import { ACCESS_TOKEN_TYPES, AccessTokenClaims, MAX_TTL, SYSTEM, type TokenTerms } from './access-token.js';
import type { VerifiedToken } from './verified-tokens.js';

export interface VerifyDeps extends TokenTerms {
  readonly keyring: Keyring;
  readonly clock: Clock;
}

/** Seconds that the clock of the replica that minted it may be ahead of ours. None for `exp`. */
const LEEWAY = 30;

/** `ours`: tokens for this service. `any`: those for other services, too, which nobody may call us with. */
export type AcceptedAudience = 'ours' | 'any';

/** True when the token says that we minted it. Good only to choose who verifies it. */
export function claimsToBeMinted({ payload }: Jws, { issuer }: TokenTerms): boolean {
  return payload['gen'] === SYSTEM && payload['iss'] === issuer;
}

/**
 * Its claims. Throws unauthenticated, and rejects so, for every failure alike. The key decides the algorithm, the header must only
 * agree. Answers without a promise unless the key is one that this replica has not heard of.
 */
export function verifyAccessToken(
  deps: VerifyDeps,
  jws: Jws,
  accepted: AcceptedAudience = 'ours',
): Awaitable<AccessTokenClaims> {
  return andThen(verifyFirst(deps, jws, accepted), ({ claims }) => claims);
}

export interface Verified {
  readonly claims: AccessTokenClaims;
  readonly key: SigningKey;
}

/** The same, with the key that verified it. */
export function verifyFirst(deps: VerifyDeps, jws: Jws, accepted: AcceptedAudience = 'ours'): Awaitable<Verified> {
  if (!ACCESS_TOKEN_TYPES.includes(jws.header['typ'])) throw refused('TYPE_REFUSED');
  return andThen(deps.keyring.find(jws.header['kid']), (key) => {
    if (key === undefined) throw refused('KEY_UNKNOWN');
    if (!verifyJws(jws, key)) throw refused('SIGNATURE_WRONG');
    const claims = AccessTokenClaims.safeParse(jws.payload);
    if (!claims.success || claims.data.kid !== key.kid) throw refused('CLAIMS_REFUSED');
    const refusal = refusalOfAudience(claims.data, deps, accepted) ?? refusalOfClaims(claims.data, deps);
    if (refusal !== undefined) throw refused(refusal);
    return { claims: claims.data, key };
  });
}

/**
 * Whether a token that was verified before would be verified now, whatever was computed of its text: its key may verify still,
 * it is for us, and neither early nor late.
 */
export function verifyAgain(deps: VerifyDeps, { claims, key }: VerifiedToken): Awaitable<boolean> {
  const found = deps.keyring.find(claims.kid);
  if (found instanceof Promise) return found.then((later) => later === key && isInForce(deps, claims));
  return found === key && isInForce(deps, claims);
}

function isInForce(deps: VerifyDeps, claims: AccessTokenClaims): boolean {
  return (refusalOfAudience(claims, deps, 'ours') ?? refusalOfClaims(claims, deps)) === undefined;
}

/** Every audience must be known: whoever shares a token with strangers cannot have had it from us. */
function refusalOfAudience(
  { aud }: AccessTokenClaims,
  { audience, audiences }: TokenTerms,
  accepted: AcceptedAudience,
): Refusal | undefined {
  if (aud === audience) return undefined;
  const named = typeof aud === 'string' ? [aud] : aud;
  const isOurs = accepted === 'any' || named.includes(audience);
  const areKnown = named.every((each) => each === audience || audiences.includes(each));
  return isOurs && areKnown ? undefined : 'AUDIENCE_REFUSED';
}

function refusalOfClaims(claims: AccessTokenClaims, { issuer, clock }: VerifyDeps): Refusal | undefined {
  const { iat, nbf, exp } = claims;
  const now = clock.now() / 1000;
  if (claims.iss !== issuer) return 'ISSUER_REFUSED';
  if (claims.client_id !== (claims.act?.client_id ?? claims.cred)) return 'CLAIMS_REFUSED';
  if (exp <= now) return 'TOKEN_EXPIRED';
  if (Math.max(iat, nbf) > now + LEEWAY) return 'TOKEN_NOT_YET_VALID';
  if (exp <= iat || exp - iat > MAX_TTL) return 'LIFETIME_REFUSED';
  return undefined;
}
