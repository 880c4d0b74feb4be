// Reads the keys from the store and opens each of them once.
import type { SealDeps } from './sealed-key.js';
import { openKey } from './sealed-key.js';
import type { SealedKey, SigningKey } from './signing-key.js';
import type { SigningKeyStore } from './store.js';

export interface OpenKeysDeps extends SealDeps {
  readonly store: SigningKeyStore;
  /** Told of a key that does not open; the others are answered. */
  onError(error: unknown): void;
}

/**
 * Answers the keys in use. The first time every one of them has to open: to go on without one, or with a new one, would silently
 * refuse tokens handed out. Later on one that does not is left out: a replica that was not given the new master key yet must not
 * fail for that.
 */
export function createKeyOpener({ store, onError, ...deps }: OpenKeysDeps): () => Promise<readonly SigningKey[]> {
  let opened: ReadonlyMap<string, SigningKey> | undefined;

  async function openStrictly(sealed: SealedKey): Promise<SigningKey> {
    const known = opened?.get(sealed.kid);
    // Only its times can have changed: the kid is that of the key.
    const { activatesAt, retiresAt } = sealed;
    return known === undefined ? openKey(deps, sealed) : { ...known, activatesAt, retiresAt };
  }

  async function openIfPossible(sealed: SealedKey): Promise<readonly SigningKey[]> {
    try {
      return [await openStrictly(sealed)];
    } catch (error) {
      onError(error);
      return [];
    }
  }

  return async () => {
    const sealed = await store.load();
    const keys =
      opened === undefined
        ? await Promise.all(sealed.map(openStrictly))
        : (await Promise.all(sealed.map(openIfPossible))).flat();
    opened = new Map(keys.map((key) => [key.kid, key]));
    return keys;
  };
}
