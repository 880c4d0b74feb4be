// Seals the signing keys anew after the master key was changed.
import { changeKeys, type SigningDeps } from './deps.js';
import { reseal } from './sealed-key.js';

/**
 * Answers how many were sealed under the previous master key and are under the present one now. Throws failed_precondition, and
 * changes nothing, when one opens under neither.
 */
export async function resealKeys(deps: SigningDeps): Promise<number> {
  let resealed = 0;
  await changeKeys(deps, async (keys) => {
    const after = keys.map((key) => reseal(deps, key));
    resealed = after.filter((key, index) => key !== keys[index]).length;
    return after;
  });
  return resealed;
}
