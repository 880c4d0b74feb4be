// Finds one role of the platform or of one organization.
import { notFound } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/input.js';
import type { Role } from './role.js';
import type { RoleStore } from './store.js';

export interface RoleName {
  /** UUID or name. */
  readonly id: string;
  /** Null for a role of the platform. */
  readonly orgId: string | null;
}

/** Throws not_found, for a role that belongs elsewhere too. */
export async function getRole({ roles }: { readonly roles: RoleStore }, { id, orgId }: RoleName): Promise<Role> {
  const role = isUuid(id) ? await roles.find(id) : await roles.findByName(id, orgId);
  if (role === undefined || role.orgId !== orgId) throw notFound('role');
  return role;
}
