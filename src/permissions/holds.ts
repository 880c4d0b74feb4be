// Nobody hands out more than they hold: the question, asked for every permission of a role.
import type { ObjectRef } from '../kernel/object-ref.js';
import type { Principal } from '../kernel/principal.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { PermissionStore } from './store.js';
import { canLieAt } from './type-tree.js';

/** Whether the caller is allowed the permission (a slug) at the object: the decision engine's answer. */
export type Holds = (caller: Principal, permission: string, object: ObjectRef) => Awaitable<boolean>;

export interface HoldsDeps {
  readonly permissions: PermissionStore;
  readonly holds: Holds;
}

export interface HandOut {
  /** Slugs. */
  readonly permissions: readonly string[];
  readonly object: ObjectRef;
}

/**
 * Decision rule 9: true when the caller holds all that the permissions give at the object.
 * One of a type that cannot lie there gives nothing there, and neither does one that is no longer defined.
 */
export async function mayHandOut(deps: HoldsDeps, caller: Principal, { permissions, object }: HandOut) {
  for (const { slug, namespace } of await deps.permissions.findBySlugs(permissions)) {
    if (canLieAt(namespace, object.namespace) && !(await deps.holds(caller, slug, object))) return false;
  }
  return true;
}
