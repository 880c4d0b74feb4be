// Whether a client id and secret belong together, and still count.
import { isUuid } from '../../kernel/input.js';
import type { Awaitable } from '../../kernel/rpc.js';
import type { SecretCredential } from '../credential.js';
import { refused } from '../refusal.js';
import { type ProveMacDeps, proveMac } from './prove-mac.js';
import { mayBelongTo } from './secret-format.js';

export interface PresentedSecret {
  readonly clientId: string;
  /** The readings of what was sent, e.g. percent-decoded and as it stands; one of them has to fit. */
  readonly readings: readonly string[];
}

export type VerifySecretDeps = ProveMacDeps;

/** In UTF-16 units; longer ones are refused unread. */
export const MAX_SECRET_LENGTH = 512;

/** Throws unauthenticated, and rejects so, for every failure alike; spelling mistakes are found without a query. */
export function verifySecret(deps: VerifySecretDeps, presented: PresentedSecret): Awaitable<SecretCredential> {
  const { clientId } = presented;
  if (!isUuid(clientId)) throw refused('CREDENTIAL_UNKNOWN');
  const secrets = presented.readings.filter((secret) => isReadable(secret) && mayBelongTo(clientId, secret));
  if (secrets.length === 0) throw refused('SECRET_MALFORMED');
  return proveMac(deps, {
    credentialId: clientId,
    texts: secrets,
    pick: (found) => (found?.kind === 'secret' ? found : undefined),
  });
}

/** Lone surrogates would all become the same replacement character. */
function isReadable(secret: string): boolean {
  return secret !== '' && secret.length <= MAX_SECRET_LENGTH && secret.isWellFormed();
}
