// Deletes a permission, and takes it out of every role.
import type { Clock } from '../kernel/clock.js';
import type { Written } from '../storage/index.js';
import { getPermission } from './get-permission.js';
import type { PermissionStore } from './store.js';

export interface DeletePermissionDeps {
  readonly permissions: PermissionStore;
  readonly clock: Clock;
}

/** `id` is a UUID, slug or key. Throws not_found and failed_precondition. */
export async function deletePermission(deps: DeletePermissionDeps, id: string): Promise<Written<void>> {
  const permission = await getPermission(deps, id);
  return deps.permissions.remove(permission.id, new Date(deps.clock.now()));
}
