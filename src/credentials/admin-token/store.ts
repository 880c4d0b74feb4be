// The port to the admin token.
import type { Written } from '../../storage/index.js';

export interface StoredAdminToken {
  readonly id: string;
  readonly mac: Buffer;
  readonly macKeyId: string;
}

export interface AdminTokenStore {
  /** Stores it in place of the one there is. With `onlyFirst` it stores nothing and answers false when there is one. */
  replace(
    token: StoredAdminToken,
    options: { readonly now: number; readonly onlyFirst: boolean },
  ): Promise<Written<boolean>>;
  /** False when there was none. */
  delete(): Promise<Written<boolean>>;
}
