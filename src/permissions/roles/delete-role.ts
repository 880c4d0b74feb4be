// Deletes a role that no policy grants.
import type { Written } from '../../storage/index.js';
import { getRole, type RoleName } from './get-role.js';
import type { RoleStore } from './store.js';

/** Throws not_found, failed_precondition for a built-in role or one in use. */
export async function deleteRole(deps: { readonly roles: RoleStore }, name: RoleName): Promise<Written<void>> {
  const role = await getRole(deps, name);
  return deps.roles.remove(role.id);
}
