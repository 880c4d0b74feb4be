// The access token that a text is, as long as it counts.
import type { Credential } from '../credentials/index.js';
import type { Principal } from '../kernel/principal.js';
import { type Jws, parseJws } from '../signing/index.js';
import type { AccessTokenClaims } from './access-token.js';
import { type CheckDeps, checkAccessToken } from './check-access-token.js';
import { isRefusal } from './refusals.js';
import { claimsToBeMinted, type VerifyDeps, verifyAccessToken } from './verify-access-token.js';

export type CountingTokenDeps = VerifyDeps & CheckDeps;

export interface CountingToken {
  readonly claims: AccessTokenClaims;
  /** The subject's. */
  readonly credential: Credential;
}

/** For whatever audience. Undefined for what is no token of ours, expired, or revoked; rejects only when that cannot be told. */
export async function countingToken(deps: CountingTokenDeps, token: string): Promise<CountingToken | undefined> {
  const jws = parseJws(token);
  if (jws === undefined || !claimsToBeMinted(jws, deps)) return undefined;
  try {
    return await verified(deps, jws);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

async function verified(deps: CountingTokenDeps, jws: Jws): Promise<CountingToken> {
  const claims = await verifyAccessToken(deps, jws, 'any');
  return { claims, credential: await checkAccessToken(deps, claims) };
}

export function audienceOf({ aud }: AccessTokenClaims): readonly string[] {
  return typeof aud === 'string' ? [aud] : aud;
}

/** Whose a token is. */
export type Owned = Pick<AccessTokenClaims, 'sub' | 'cred' | 'act'>;

/** True for the client that asked for it, its service user, and everyone who acts for that. */
export function isPartyTo({ sub, cred, act }: Owned, caller: Pick<Principal, 'id' | 'credentialId'>): boolean {
  const parties = [sub, cred];
  for (let actor = act; actor !== undefined; actor = actor.act) parties.push(actor.sub, actor.client_id);
  return parties.includes(caller.id) || parties.includes(caller.credentialId);
}
