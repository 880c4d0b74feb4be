// Whether a verified access token still counts: its credential, its service user and its organization as they are now.
import { type Credential, type CredentialReader, refusalOf, refused } from '../credentials/index.js';
import { andThen } from '../kernel/awaitable.js';
import type { Clock } from '../kernel/clock.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { AccessTokenClaims } from './access-token.js';
import { generationsOf, sameGenerations } from './generations.js';

export interface CheckDeps {
  readonly reader: CredentialReader;
  readonly clock: Clock;
}

/** The credential that it was minted with. Throws unauthenticated, and rejects so, for every failure alike. */
export function checkAccessToken({ reader, clock }: CheckDeps, claims: AccessTokenClaims): Awaitable<Credential> {
  return andThen(reader.find(claims.cred), (credential) => {
    if (credential === undefined) throw refused('CREDENTIAL_UNKNOWN');
    if (credential.serviceUser.id !== claims.sub) throw refused('SUBJECT_REFUSED');
    const refusal = refusalOf(credential, clock.now());
    if (refusal !== undefined) throw refused(refusal);
    if (!sameGenerations(claims.gens, generationsOf(credential))) throw refused('GENERATION_REFUSED');
    return credential;
  });
}
