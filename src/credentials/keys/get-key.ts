// Answers a key of a service user to anyone, so that others can verify what the service user signed.
import { andThen } from '../../kernel/awaitable.js';
import { notFound } from '../../kernel/errors.js';
import type { Awaitable } from '../../kernel/rpc.js';
import { type PublishedJwk, publicJwk, publishedJwk } from '../../signing/index.js';
import { refusalOf } from '../credential.js';
import type { CredentialsDeps } from '../deps.js';

export interface KeyName {
  /** The service user's. */
  readonly id: string;
  readonly keyId: string;
}

/** Throws not_found unless the key counts right now: whoever fetches it would accept what it signed. */
export function getKey(
  { reader, clock }: Pick<CredentialsDeps, 'reader' | 'clock'>,
  name: KeyName,
): Awaitable<PublishedJwk> {
  return andThen(reader.find(name.keyId), (found) => {
    if (found?.kind !== 'key' || found.serviceUser.id !== name.id) throw notFound('key');
    if (refusalOf(found, clock.now()) !== undefined) throw notFound('key');
    return publishedJwk(publicJwk(found.publicKey), found.id, found.algorithm);
  });
}
