// Replaces what is said about a permission; its name stays.
import { z } from 'zod';
import type { Clock } from '../kernel/clock.js';
import { invalidField } from '../kernel/errors.js';
import { metadata, title } from '../kernel/input.js';
import type { Written } from '../storage/index.js';
import { getPermission, permissionId } from './get-permission.js';
import type { Permission } from './permission.js';
import { permissionKey } from './permission-name.js';
import type { PermissionStore } from './store.js';

export interface UpdatePermissionDeps {
  readonly permissions: PermissionStore;
  readonly clock: Clock;
}

export const UpdatePermissionInput = z.object({
  id: permissionId,
  body: z.object({ key: z.string(), title, metadata }, 'is required'),
});

/** Throws not_found, and invalid_argument for another key than its own. */
export async function updatePermission(
  deps: UpdatePermissionDeps,
  { id, body }: z.output<typeof UpdatePermissionInput>,
): Promise<Written<Permission>> {
  const permission = await getPermission(deps, id);
  if (body.key !== '' && body.key !== permissionKey(permission.namespace, permission.verb))
    throw invalidField('body.key', 'must be empty or as it is: a permission is never renamed');
  return deps.permissions.describe(permission.id, body, new Date(deps.clock.now()));
}
