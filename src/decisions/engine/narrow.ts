// Decision rule 8: what a token with a permission set of its own may do of what its owner is allowed.
import { refKey } from '../../kernel/object-ref.js';
import type { Narrowing } from '../../kernel/principal.js';
import type { Question } from './decision.js';
import { type Decide, MISSING, PLATFORM_SUPERUSER } from './engine.js';
import type { View } from './view.js';

/** A decider that minds the question's narrowing, over one that does not. */
export function createNarrowingDecider(view: View, decide: Decide): Decide {
  return (question) => {
    const { narrowing } = question;
    if (narrowing === undefined) return decide(question);
    const outcome = decide(question);
    if (outcome !== 'allowed' && outcome !== 'no_grant') return outcome;
    const reaches = reachesTo(view, narrowing, question);
    if (reaches === undefined) return MISSING;
    return reaches ? outcome : 'token_not_permitted';
  };
}

/** Whether the permission is in the set and the object at or below the one it is bound to; undefined when something is missing. */
function reachesTo(
  view: View,
  { permissions, resource }: Narrowing,
  { permission, object }: Question,
): boolean | undefined {
  // A token is never a platform administrator, whatever is in its set.
  if (permission === PLATFORM_SUPERUSER || !permissions.has(permission)) return false;
  return resource === undefined || liesAtOrBelow(view, object, refKey(resource));
}

function liesAtOrBelow(view: View, object: string, above: string): boolean | undefined {
  let key: string | undefined = object;
  while (key !== undefined && key !== above) {
    const entry = view.object(key);
    if (entry === undefined) return undefined;
    key = entry?.parent;
  }
  return key !== undefined;
}
