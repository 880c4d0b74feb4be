// Secrets and tokens that were proved, by a digest of how they were presented: presented so again, they need not be read anew.
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Awaitable } from '../../kernel/rpc.js';
import { type Credential, type MacCredential, refusalOf } from '../credential.js';
import { refused } from '../refusal.js';
import type { ProveMacDeps } from './prove-mac.js';

/** Says that what was presented fits this MAC, and nothing of whether the credential counts. */
export interface ProvenSecret {
  readonly credentialId: string;
  readonly mac: Buffer;
}

/** Holds no secret, and nothing of what was refused, so that strangers cannot make it grow. */
export interface ProvenSecrets {
  find(presented: string): ProvenSecret | undefined;
  keep(presented: string, credential: MacCredential): void;
}

/** Less than 1 KB each; the least recently used leaves first. */
const MOST = 20_000;

/** `key`: 32 random bytes that nobody else has, so that nobody can tell which digests are close to which. */
export function createProvenSecrets(key: Buffer, most: number = MOST): ProvenSecrets {
  const secrets = new LRUCache<string, ProvenSecret>({ max: most });
  const prefix = key.toString('hex');
  const digestOf = (presented: string) => hash('sha256', prefix + presented, 'base64');
  return {
    find: (presented) => (secrets.size === 0 ? undefined : secrets.get(digestOf(presented))),
    keep: (presented, { id, mac }) => void secrets.set(digestOf(presented), { credentialId: id, mac }),
  };
}

/**
 * The credential, if its MAC is still the one that was proved; undefined: it has to be proved anew. Throws unauthenticated, and
 * rejects so, when it no longer counts.
 */
export function proveAgain(deps: ProveMacDeps, proven: ProvenSecret): Awaitable<MacCredential | undefined> {
  const found = deps.reader.find(proven.credentialId);
  return found instanceof Promise ? found.then((late) => goOn(deps, proven, late)) : goOn(deps, proven, found);
}

function goOn(deps: ProveMacDeps, { mac }: ProvenSecret, found: Credential | undefined): MacCredential | undefined {
  // What lies under a former key is proved anew until it has moved to the present one.
  if (found === undefined || found.kind === 'key' || found.macKeyId !== deps.mac.keyId) return undefined;
  if (found.mac !== mac && !found.mac.equals(mac)) return undefined;
  const refusal = refusalOf(found, deps.clock.now());
  if (refusal !== undefined) throw refused(refusal);
  deps.lastUse.used(found);
  return found;
}
