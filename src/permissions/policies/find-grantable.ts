// The role that a policy names, among those that may be granted at its resource.
import { notFound } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/input.js';
import type { Role } from '../roles/role.js';
import type { RoleStore } from '../roles/store.js';
import { mayBeGrantedAt, type Place } from './policy.js';

/** `idOrName` by name: the organization's own role before the platform's. Throws not_found, for another organization's role too. */
export async function findGrantable(
  { roles }: { readonly roles: RoleStore },
  idOrName: string,
  place: Place,
): Promise<Role> {
  const role = isUuid(idOrName) ? await roles.find(idOrName) : await findByName(roles, idOrName, place.orgId);
  if (role === undefined || !mayBeGrantedAt(role, place)) throw notFound('role');
  return role;
}

async function findByName(roles: RoleStore, name: string, orgId: string | null): Promise<Role | undefined> {
  return (orgId === null ? undefined : await roles.findByName(name, orgId)) ?? (await roles.findByName(name, null));
}
