// The port to API tokens.
import type { Written } from '../../storage/index.js';
import type { ApiToken } from './api-token.js';

export interface NewApiToken {
  readonly token: ApiToken;
  readonly mac: Buffer;
  readonly macKeyId: string;
}

/** Every method takes the owner too: a token of another service user is as one that is not there. */
export interface ApiTokenStore {
  /**
   * Throws not_found when the service user is gone, and failed_precondition when it has MAX_LIVE_TOKENS that live at the new one's
   * creation; of calls at the same time no more get through than may.
   */
  create(token: NewApiToken): Promise<Written<void>>;
  /** All of them, expired ones too; by creation, then id. */
  list(serviceUserId: string): Promise<readonly ApiToken[]>;
  /** False when there was none. */
  delete(serviceUserId: string, id: string): Promise<Written<boolean>>;
}
