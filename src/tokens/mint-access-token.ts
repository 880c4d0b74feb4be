// Mints an access token for a credential that was just proved.
import { SignJWT } from 'jose';
import { type Credential, refused } from '../credentials/index.js';
import { type Clock, numericDate } from '../kernel/clock.js';
import { SERVICE_USER } from '../kernel/principal.js';
import type { Random } from '../kernel/random.js';
import type { Keyring } from '../signing/index.js';
import {
  ACCESS_TOKEN_TYPE,
  type AccessTokenClaims,
  type GrantVia,
  MAX_TTL,
  SYSTEM,
  type TokenTerms,
} from './access-token.js';
import { generationsOf } from './generations.js';

export interface MintDeps extends TokenTerms {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly random: Random;
  /** Seconds that a token lives, unless its credential expires before. */
  readonly accessTokenTtl: number;
}

/** A credential that was presented and counts, and how it was presented. */
export interface Proven {
  readonly credential: Credential;
  readonly via: GrantVia;
}

export interface MintedToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Throws unauthenticated when the credential expires within this second. */
export async function mintAccessToken(deps: MintDeps, { credential, via }: Proven): Promise<MintedToken> {
  const { kid, algorithm, privateKey } = deps.keyring.current();
  const iat = numericDate(deps.clock);
  const exp = Math.min(iat + Math.min(deps.accessTokenTtl, MAX_TTL), lastSecond(credential));
  if (exp <= iat) throw refused('CREDENTIAL_EXPIRED');
  const claims: AccessTokenClaims = {
    iss: deps.issuer,
    aud: deps.audience,
    sub: credential.serviceUser.id,
    sub_type: SERVICE_USER,
    client_id: credential.id,
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
  };
  const header = { alg: algorithm.name, kid, typ: ACCESS_TOKEN_TYPE };
  const accessToken = await new SignJWT({ ...claims }).setProtectedHeader(header).sign(privateKey);
  return { accessToken, expiresIn: exp - iat };
}

function lastSecond({ expiresAt }: Credential): number {
  return expiresAt === undefined ? Number.POSITIVE_INFINITY : Math.floor(expiresAt / 1000);
}
