// Mints an access token for a credential that was just proved.
import { SignJWT } from 'jose';
import { type Credential, refused } from '../credentials/index.js';
import { type Clock, numericDate } from '../kernel/clock.js';
import { SERVICE_USER } from '../kernel/principal.js';
import type { Random } from '../kernel/random.js';
import type { Keyring } from '../signing/index.js';
import { type AccessTokenClaims, MAX_TTL, SYSTEM, type TokenTerms } from './access-token.js';
import { generationsOf } from './generations.js';
import type { Proven } from './proven.js';
import type { GrantedTerms } from './terms.js';

export interface MintDeps extends TokenTerms {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly random: Random;
  /** Seconds that a token lives, unless its credential expires before. */
  readonly accessTokenTtl: number;
  /** `typ`. */
  readonly accessTokenType: 'JWT' | 'at+jwt';
}

export interface MintedToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  /** Slugs separated by spaces; undefined: not narrowed. */
  readonly scope: string | undefined;
}

/** Throws unauthenticated when the credential, or the token it is traded for, expires within this second. */
export async function mintAccessToken(deps: MintDeps, proven: Proven & GrantedTerms): Promise<MintedToken> {
  const { kid, algorithm, privateKey } = deps.keyring.current();
  const { credential, via, limits, scope, audience } = proven;
  const iat = numericDate(deps.clock);
  const exp = Math.min(
    iat + Math.min(deps.accessTokenTtl, MAX_TTL),
    lastSecond(credential),
    limits?.notAfter ?? Infinity,
  );
  if (exp <= iat) throw refused('CREDENTIAL_EXPIRED');
  const claims: AccessTokenClaims = {
    iss: deps.issuer,
    aud: audience.length === 1 ? String(audience[0]) : [...audience],
    sub: credential.serviceUser.id,
    sub_type: SERVICE_USER,
    client_id: limits?.act?.client_id ?? credential.id,
    cred: credential.id,
    jti: deps.random.uuid(),
    iat,
    nbf: iat,
    exp,
    kid,
    gen: SYSTEM,
    auth_via: via,
    org_ids: credential.organization?.id ?? '',
    gens: generationsOf(credential),
    ...(scope && { scope: scope.join(' ') }),
    ...(limits?.act && { act: limits.act }),
    ...(limits && { from: [...limits.from] }),
  };
  const header = { alg: algorithm.name, kid, typ: deps.accessTokenType };
  const accessToken = await new SignJWT({ ...claims }).setProtectedHeader(header).sign(privateKey);
  return { accessToken, expiresIn: exp - iat, scope: claims.scope };
}

function lastSecond({ expiresAt }: Credential): number {
  return expiresAt === undefined ? Number.POSITIVE_INFINITY : Math.floor(expiresAt / 1000);
}
