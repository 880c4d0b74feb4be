// Grants a role to a principal at a resource.
import type { Clock } from '../../kernel/clock.js';
import { invalidField, notAuthorized, notFound } from '../../kernel/errors.js';
import type { ObjectRef } from '../../kernel/object-ref.js';
import type { Principal, PrincipalRef } from '../../kernel/principal.js';
import type { Random } from '../../kernel/random.js';
import type { Written } from '../../storage/index.js';
import { type HoldsDeps, mayHandOut } from '../holds.js';
import type { RoleStore } from '../roles/store.js';
import { findGrantable } from './find-grantable.js';
import { mayReceive, type Policy } from './policy.js';
import type { PolicyStore } from './store.js';

export interface CreatePolicyDeps extends HoldsDeps {
  readonly policies: PolicyStore;
  readonly roles: RoleStore;
  readonly clock: Clock;
  readonly random: Random;
}

export interface CreatePolicy {
  /** UUID or name. */
  readonly roleId: string;
  readonly title: string;
  readonly metadata: Record<string, unknown>;
  /** Organizations and projects by id or name. */
  readonly resource: ObjectRef;
  readonly principal: PrincipalRef;
}

/**
 * Decision rule 9; the right to manage policies at the resource is the access rule's. The same policy again is the same policy.
 * Throws not_found for the resource and the role, permission_denied (GRANT_EXCEEDS_HOLDER) for a role that gives more at the
 * resource than the caller holds there, invalid_argument for a principal that is unknown or of another organization.
 */
export async function createPolicy(
  deps: CreatePolicyDeps,
  { roleId, resource, ...grant }: CreatePolicy,
  caller: Principal,
): Promise<Written<Policy>> {
  const place = await deps.policies.locate(resource);
  if (place === undefined) throw notFound('resource');
  const role = await findGrantable(deps, roleId, place);
  if (!(await mayHandOut(deps, caller, { permissions: role.permissions, object: place.ref })))
    throw notAuthorized('GRANT_EXCEEDS_HOLDER');
  const home = await deps.policies.homeOf(grant.principal);
  if (home === undefined || !mayReceive(grant.principal, home, place))
    throw invalidField('body.principal', 'must be a user, or a service user or group of the same organization');
  const draft = { ...grant, id: deps.random.uuid(), roleId: role.id, place };
  return deps.policies.create(draft, new Date(deps.clock.now()));
}
