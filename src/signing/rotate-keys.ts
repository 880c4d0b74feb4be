// Rotates by command: a new key is published now and signs after the publication period.
import { changeKeys, type SigningDeps } from './deps.js';
import { type ListedKey, listKeys } from './list-keys.js';
import { rotated } from './rotation.js';

/** The keys after it. A key that waits for its turn already is brought forward instead, unless it is of another algorithm. */
export async function rotateKeys(deps: SigningDeps): Promise<readonly ListedKey[]> {
  await changeKeys(deps, rotated);
  return listKeys(deps);
}
