// Whether what was presented fits the MAC of a credential, and the credential still counts.
import { andThen } from '../../kernel/awaitable.js';
import type { Clock } from '../../kernel/clock.js';
import type { Awaitable } from '../../kernel/rpc.js';
import { type Credential, type MacCredential, refusalOf } from '../credential.js';
import type { LastUse } from '../last-use/last-use.js';
import type { CredentialReader } from '../reader.js';
import { refused } from '../refusal.js';
import type { RenewMac } from './renew-mac.js';
import { macKeyOf, type SecretMac, sameMac } from './secret-mac.js';

export interface ProveMacDeps {
  readonly reader: CredentialReader;
  readonly mac: SecretMac;
  /** Told of secrets that fit a MAC under the previous master key. */
  readonly renewMac: RenewMac;
  readonly clock: Clock;
  readonly lastUse: Pick<LastUse, 'used'>;
}

export interface MacProof<C extends MacCredential> {
  /** A UUID. */
  readonly credentialId: string;
  /** One of them has to fit. */
  readonly texts: readonly string[];
  /** The credential that was found, if it is of the kind presented. */
  pick(found: Credential | undefined): C | undefined;
}

/** Stands in for an unknown credential, so that it takes as long as a wrong secret. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const NO_MAC = Buffer.alloc(32);

/** Throws unauthenticated, and rejects so, for every failure alike. */
export function proveMac<C extends MacCredential>(deps: ProveMacDeps, proof: MacProof<C>): Awaitable<C> {
  const { credentialId, texts, pick } = proof;
  return andThen(deps.reader.find(credentialId), (found) => {
    const picked = pick(found);
    const credential = picked && macKeyOf(deps.mac, picked.macKeyId) ? picked : undefined;
    const key = (credential && macKeyOf(deps.mac, credential.macKeyId)) ?? deps.mac;
    const owner = { credentialId, serviceUserId: credential?.serviceUser.id ?? NOBODY };
    const expected = credential?.mac ?? NO_MAC;
    // All of them, fitting or not, so that it takes the same time.
    const [fitting] = texts.filter((text) => sameMac(key.compute(owner, text), expected));
    if (credential === undefined) throw refused('CREDENTIAL_UNKNOWN');
    if (fitting === undefined) throw refused('SECRET_WRONG');
    const refusal = refusalOf(credential, deps.clock.now());
    if (refusal !== undefined) throw refused(refusal);
    if (key !== deps.mac) {
      const mac = deps.mac.compute(owner, fitting);
      deps.renewMac({ id: credentialId, kind: credential.kind, from: expected, mac, macKeyId: deps.mac.keyId });
    }
    deps.lastUse.used(credential);
    return credential;
  });
}
