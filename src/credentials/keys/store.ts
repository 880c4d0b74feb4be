// The port to the keys of service users.
import type { Written } from '../../storage/index.js';
import type { Key } from './key.js';

/** Every method takes the owner too: a key of another service user is as one that is not there. */
export interface KeyStore {
  /**
   * Throws not_found when the service user is gone, and failed_precondition when it has MAX_LIVE that live at the new one's
   * creation; of calls at the same time no more get through than may.
   */
  create(key: Key): Promise<Written<void>>;
  /** All of them, expired ones too; by creation, then id. */
  list(serviceUserId: string): Promise<readonly Key[]>;
  /** False when there was none. */
  delete(serviceUserId: string, id: string): Promise<Written<boolean>>;
}
