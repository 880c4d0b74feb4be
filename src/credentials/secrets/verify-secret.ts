// Whether a client id and secret belong together, and still count.
import { andThen } from '../../kernel/awaitable.js';
import type { Clock } from '../../kernel/clock.js';
import { isUuid } from '../../kernel/input.js';
import type { Awaitable } from '../../kernel/rpc.js';
import { type Credential, refusalOf, type SecretCredential } from '../credential.js';
import type { CredentialReader } from '../reader.js';
import { refused } from '../refusal.js';
import type { RenewMac } from './renew-mac.js';
import { mayBelongTo } from './secret-format.js';
import { macKeyOf, type SecretMac, sameMac } from './secret-mac.js';

export interface PresentedSecret {
  readonly clientId: string;
  /** The readings of what was sent, e.g. percent-decoded and as it stands; one of them has to fit. */
  readonly readings: readonly string[];
}

export interface VerifySecretDeps {
  readonly reader: CredentialReader;
  readonly mac: SecretMac;
  readonly clock: Clock;
  /** Told of secrets that fit a MAC under the previous master key. */
  readonly renewMac: RenewMac;
}

/** In UTF-16 units; longer ones are refused unread. */
export const MAX_SECRET_LENGTH = 512;
/** Stands in for an unknown client, so that it takes as long as a wrong secret. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const NO_MAC = Buffer.alloc(32);

/** Throws unauthenticated, and rejects so, for every failure alike; spelling mistakes are found without a query. */
export function verifySecret(deps: VerifySecretDeps, presented: PresentedSecret): Awaitable<SecretCredential> {
  const { clientId } = presented;
  if (!isUuid(clientId)) throw refused('CREDENTIAL_UNKNOWN');
  const secrets = presented.readings.filter((secret) => isReadable(secret) && mayBelongTo(clientId, secret));
  if (secrets.length === 0) throw refused('SECRET_MALFORMED');
  return andThen(deps.reader.find(clientId), (found) => {
    const credential = secretOf(found, deps.mac);
    const key = (credential && macKeyOf(deps.mac, credential.macKeyId)) ?? deps.mac;
    const owner = { credentialId: clientId, serviceUserId: credential?.serviceUser.id ?? NOBODY };
    const expected = credential?.mac ?? NO_MAC;
    // All of them, fitting or not, so that it takes the same time.
    const [fitting] = secrets.filter((secret) => sameMac(key.compute(owner, secret), expected));
    if (credential === undefined) throw refused('CREDENTIAL_UNKNOWN');
    if (fitting === undefined) throw refused('SECRET_WRONG');
    const refusal = refusalOf(credential, deps.clock.now());
    if (refusal !== undefined) throw refused(refusal);
    if (key !== deps.mac) {
      const mac = deps.mac.compute(owner, fitting);
      deps.renewMac({ id: clientId, from: expected, mac, macKeyId: deps.mac.keyId });
    }
    return credential;
  });
}

/** Lone surrogates would all become the same replacement character. */
function isReadable(secret: string): boolean {
  return secret !== '' && secret.length <= MAX_SECRET_LENGTH && secret.isWellFormed();
}

function secretOf(credential: Credential | undefined, mac: SecretMac): SecretCredential | undefined {
  return credential?.kind === 'secret' && macKeyOf(mac, credential.macKeyId) ? credential : undefined;
}
