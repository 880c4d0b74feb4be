// Creates a role, of the platform or of one organization.
import type { z } from 'zod';
import type { Clock } from '../../kernel/clock.js';
import type { Principal } from '../../kernel/principal.js';
import type { Random } from '../../kernel/random.js';
import type { Written } from '../../storage/index.js';
import type { HoldsDeps } from '../holds.js';
import { demandHeld } from './demand-held.js';
import { resolvePermissions } from './resolve-permissions.js';
import type { Role } from './role.js';
import type { NewRole } from './role-input.js';
import type { RoleStore } from './store.js';

export interface CreateRoleDeps extends HoldsDeps {
  readonly roles: RoleStore;
  readonly clock: Clock;
  readonly random: Random;
}

export interface CreateRole {
  /** Null for a role of the platform. */
  readonly orgId: string | null;
  readonly body: z.output<typeof NewRole>;
}

/** Throws already_exists, invalid_argument for permissions that are not defined, permission_denied for ones the caller lacks. */
export async function createRole(
  deps: CreateRoleDeps,
  { orgId, body }: CreateRole,
  caller: Principal,
): Promise<Written<Role>> {
  const permissions = await resolvePermissions(deps, body.permissions);
  await demandHeld(deps, caller, { orgId, permissions });
  return deps.roles.create({ ...body, permissions, id: deps.random.uuid(), orgId }, new Date(deps.clock.now()));
}
