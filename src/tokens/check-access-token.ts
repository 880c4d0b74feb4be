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
  return andThen(deps.revocations.covers(claims), (revoked) => {
    if (revoked) throw refused('TOKEN_REVOKED');
    return checkParties(deps, claims);
  });
}

function checkParties(deps: CheckDeps, { cred, sub, gens, act }: AccessTokenClaims): Awaitable<Credential> {
  return andThen(checkStanding(deps, { id: cred, sub, gens }), (credential) =>
    act === undefined ? credential : andThen(checkActors(deps, act), () => credential),
  );
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

function checkStanding({ reader, clock }: CheckDeps, { id, sub, gens }: Standing): Awaitable<Credential> {
  return andThen(newEnough(reader, id, gens), (credential) => {
    if (credential === undefined) throw refused('CREDENTIAL_UNKNOWN');
    if (credential.serviceUser.id !== sub) throw refused('SUBJECT_REFUSED');
    const refusal = refusalOf(credential, clock.now());
    if (refusal !== undefined) throw refused(refusal);
    if (!sameGenerations(gens, generationsOf(credential))) throw refused('GENERATION_REFUSED');
    return credential;
  });
}

/** A token that was minted after what is in memory was read, at another replica, is not refused for that. */
function newEnough(reader: CredentialReader, id: string, gens: Generations): Awaitable<Credential | undefined> {
  return andThen(reader.find(id), (credential) => {
    if (credential === undefined || !isAhead(gens, generationsOf(credential))) return credential;
    return reader.renew === undefined ? credential : reader.renew(id);
  });
}
