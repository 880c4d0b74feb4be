// What access rules require where an object is named by its id or name.
import { isUuid } from '../kernel/input.js';
import { PLATFORM } from '../kernel/object-ref.js';
import type { Requirement } from '../kernel/rpc.js';

/** What only platform administrators hold. */
export const SUPERUSER: Requirement = { permission: 'app_platform_superuser', object: PLATFORM };

export interface NamedRequirement {
  readonly permission: string;
  readonly namespace: string;
  /** UUID or name. */
  readonly key: string;
  /** Looks up what has the name. */
  find(name: string): Promise<{ readonly id: string } | undefined>;
}

/**
 * The permission at the object named. A name that names nothing requires what only platform administrators hold: they learn
 * that there is no such thing from the handler, everyone else is refused as for what is not theirs.
 */
export async function requirementAt({ permission, namespace, key, find }: NamedRequirement): Promise<Requirement> {
  const id = isUuid(key) ? key : (await find(key))?.id;
  return id === undefined ? SUPERUSER : { permission, object: { namespace, id } };
}
