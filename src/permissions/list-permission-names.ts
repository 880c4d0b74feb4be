// Lists what a new API token may ask for: the names of all permissions.
import { permissionDisplayName, permissionKey } from './permission-name.js';
import type { PermissionStore } from './store.js';

/** Held by members of the platform; in no role, and so not among the permissions defined. */
const PLATFORM_CHECK = permissionKey('app/platform', 'check');

/** Sorted. */
export async function listPermissionNames(deps: { readonly permissions: PermissionStore }): Promise<readonly string[]> {
  const defined = await deps.permissions.list();
  return [...defined.map(permissionDisplayName), PLATFORM_CHECK].sort();
}
