// Retires one key before its time, because it is not to be trusted any more.
import { notFound } from '../kernel/errors.js';
import { changeKeys, type SigningDeps } from './deps.js';
import { type ListedKey, listKeys } from './list-keys.js';
import { withdrawn } from './rotation.js';

/**
 * Every replica refuses what it signed as soon as it hears of it, and its private key is wiped. When it was the one that signs,
 * another signs from now on. Answers the keys after it; throws not_found when there is none of that kid, or it was retired before.
 */
export async function retireKey(deps: SigningDeps, kid: string): Promise<readonly ListedKey[]> {
  await changeKeys(deps, (keys, moment) => {
    if (!keys.some((key) => key.kid === kid)) throw notFound('signing key');
    return withdrawn(keys, kid, moment);
  });
  return listKeys(deps);
}
