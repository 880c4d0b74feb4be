// Keeps the managers of an organization's roles from making one that gives more than they hold there.
import { notAuthorized } from '../../kernel/errors.js';
import type { Principal } from '../../kernel/principal.js';
import { type HoldsDeps, mayHandOut } from '../holds.js';

export interface WantedRole {
  /** Null for a role of the platform: only its administrators get this far, and they hold everything. */
  readonly orgId: string | null;
  readonly permissions: readonly string[];
}

/** Throws permission_denied (ROLE_EXCEEDS_HOLDER). */
export async function demandHeld(
  deps: HoldsDeps,
  caller: Principal,
  { orgId, permissions }: WantedRole,
): Promise<void> {
  if (orgId === null) return;
  const object = { namespace: 'app/organization', id: orgId };
  if (!(await mayHandOut(deps, caller, { permissions, object }))) throw notAuthorized('ROLE_EXCEEDS_HOLDER');
}
