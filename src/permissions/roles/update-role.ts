// Replaces what a role gives and says; its name stays.
import type { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import { invalidField } from '../../kernel/errors.js';
import type { Principal } from '../../kernel/principal.js';
import type { Written } from '../../storage/index.js';
import type { HoldsDeps } from '../holds.js';
import { demandHeld } from './demand-held.js';
import { getRole } from './get-role.js';
import { resolvePermissions } from './resolve-permissions.js';
import type { Role } from './role.js';
import type { RoleUpdate } from './role-input.js';
import type { RoleStore } from './store.js';

export interface UpdateRoleDeps extends HoldsDeps {
  readonly roles: RoleStore;
  readonly clock: Clock;
}

export interface UpdateRole {
  /** UUID; for a role of the platform its name does too. */
  readonly id: string;
  readonly orgId: string | null;
  readonly body: z.output<typeof RoleUpdate>;
}

/**
 * Throws not_found, failed_precondition for a built-in role, invalid_argument for another name or permissions that are not defined,
 * permission_denied for ones the caller lacks, whether the role had them before or not.
 */
export async function updateRole(
  deps: UpdateRoleDeps,
  { id, orgId, body }: UpdateRole,
  caller: Principal,
): Promise<Written<Role>> {
  const role = await getRole(deps, { id, orgId });
  const { name, ...description } = body;
  if (name !== '' && name !== role.name)
    throw invalidField('body.name', 'must be empty or as it is: a role is never renamed');
  const permissions = await resolvePermissions(deps, description.permissions);
  await demandHeld(deps, caller, { orgId, permissions });
  return deps.roles.update(role.id, { ...description, permissions }, new Date(deps.clock.now()));
}
