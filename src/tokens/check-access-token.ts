// Whether a verified access token still counts: its credential, its service user and its organization as they are now.
import { type Credential, type CredentialReader, refusalOf, refused } from '../credentials/index.js';
import { andThen } from '../kernel/awaitable.js';
import type { Clock } from '../kernel/clock.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { Revocations } from '../revocation/index.js';
import type { AccessTokenClaims, Actor } from './access-token.js';
import { type Generations, generationsOf, isAhead, sameGenerations } from './generations.js';

export interface CheckDeps {
  readonly reader: CredentialReader;
  readonly clock: Clock;
  readonly revocations: Revocations;
}

/**
 * The credential that it was minted with. Of an exchanged token every actor's credential must count as well. Throws
 * unauthenticated, and rejects so, for every failure alike; unavailable when it cannot be known whether it was revoked.
 */
export function checkAccessToken(deps: CheckDeps, claims: AccessTokenClaims): Awaitable<Credential> {
  const revoked = deps.revocations.covers(claims);
  if (revoked instanceof Promise) return revoked.then((covered) => checkParties(deps, claims, covered));
  return checkParties(deps, claims, revoked);
}

function checkParties(deps: CheckDeps, claims: AccessTokenClaims, revoked: boolean): Awaitable<Credential> {
  if (revoked) throw refused('TOKEN_REVOKED');
  const { cred, sub, gens, act } = claims;
  const standing = checkStanding(deps, { id: cred, sub, gens });
  if (act === undefined) return standing;
  return andThen(standing, (credential) => andThen(checkActors(deps, act), () => credential));
}

function checkActors(deps: CheckDeps, { client_id: id, sub, gens, act }: Actor): Awaitable<unknown> {
  return andThen(checkStanding(deps, { id, sub, gens }), () => act && checkActors(deps, act));
}

interface Standing {
  /** The credential's. */
  readonly id: string;
  readonly sub: string;
  readonly gens: Generations;
}

function checkStanding(deps: CheckDeps, standing: Standing): Awaitable<Credential> {
  const found = deps.reader.find(standing.id);
  if (found instanceof Promise) return found.then((credential) => checkFound(deps, standing, credential));
  return checkFound(deps, standing, found);
}

/** A token that was minted after what is in memory was read, at another replica, is not refused for that. */
function checkFound(deps: CheckDeps, standing: Standing, found: Credential | undefined): Awaitable<Credential> {
  const { id, gens } = standing;
  if (deps.reader.renew === undefined || found === undefined || !isAhead(gens, generationsOf(found)))
    return counting(deps, standing, found);
  return andThen(deps.reader.renew(id), (renewed) => counting(deps, standing, renewed));
}

function counting({ clock }: CheckDeps, { sub, gens }: Standing, credential: Credential | undefined): Credential {
  if (credential === undefined) throw refused('CREDENTIAL_UNKNOWN');
  if (credential.serviceUser.id !== sub) throw refused('SUBJECT_REFUSED');
  const refusal = refusalOf(credential, clock.now());
  if (refusal !== undefined) throw refused(refusal);
  if (!sameGenerations(gens, generationsOf(credential))) throw refused('GENERATION_REFUSED');
  return credential;
}
