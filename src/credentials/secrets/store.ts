// The port to the secrets of service users.
import type { Written } from '../../storage/index.js';
import type { MacCredential } from '../credential.js';
import type { Issued } from '../issued.js';

export interface NewSecret {
  readonly secret: Issued;
  readonly mac: Buffer;
  readonly macKeyId: string;
}

/** The MAC of a secret or a token, made anew under another key. */
export interface RenewedMac {
  readonly id: string;
  readonly kind: MacCredential['kind'];
  /** What it was made of: when that is not there any more, nothing is done. */
  readonly from: Buffer;
  readonly mac: Buffer;
  readonly macKeyId: string;
}

/** Methods for callers take the owner too: a secret of another service user is as one that is not there. */
export interface SecretStore {
  /**
   * Throws not_found when the service user is gone, and failed_precondition when it has MAX_LIVE that live at the new one's
   * creation; of calls at the same time no more get through than may.
   */
  create(secret: NewSecret): Promise<Written<void>>;
  /** All of them, expired ones too; by creation, then id. */
  list(serviceUserId: string): Promise<readonly Issued[]>;
  find(serviceUserId: string, id: string): Promise<Issued | undefined>;
  /** False when there was none. */
  delete(serviceUserId: string, id: string): Promise<Written<boolean>>;
  /** The secret stays what it is, and so do its tokens. */
  renewMac(renewed: RenewedMac): Promise<void>;
  /** How many live secrets and tokens have a MAC under another key than that. */
  countUnderOtherKeys(macKeyId: string, now: number): Promise<number>;
}
