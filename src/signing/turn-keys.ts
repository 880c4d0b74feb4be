// Does what the schedule asks for: the first key, the next key, the end of old ones.
import { changeKeys, type SigningDeps } from './deps.js';
import { scheduled } from './rotation.js';

/** False when there was nothing to do. May be called by several replicas at once: one of them does it. */
export async function turnKeys(deps: SigningDeps): Promise<boolean> {
  let turned = false;
  await changeKeys(deps, async (keys, moment) => {
    const after = await scheduled(keys, moment);
    turned = after.length !== keys.length || after.some((key, index) => key !== keys[index]);
    return after;
  });
  return turned;
}
