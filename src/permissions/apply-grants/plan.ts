// What is to be written for a batch: names turned into ids, and decision rule 9 kept.
import { isUuid } from '../../kernel/input.js';
import { type ObjectRef, refKey } from '../../kernel/object-ref.js';
import { GROUP, type PrincipalRef } from '../../kernel/principal.js';
import type { ForgottenResource } from '../../organizations/index.js';
import { mayBeGrantedAt, mayReceive, type Place } from '../policies/policy.js';
import type { AskedMembership, AskedPolicy, Batch } from './batch.js';
import { type Faults, throwFaults } from './faults.js';
import { type PlannedResource, planResources } from './plan-resources.js';
import type { Located, RoleKey, World } from './world.js';

export interface PlannedPolicy {
  /** Null for the owner of a resource. */
  readonly roleId: string | null;
  readonly resource: ObjectRef;
  readonly principal: PrincipalRef;
}

export interface Plan {
  readonly putPolicies: readonly PlannedPolicy[];
  readonly deletePolicies: readonly PlannedPolicy[];
  readonly putMemberships: readonly AskedMembership[];
  readonly deleteMemberships: readonly AskedMembership[];
  readonly putResources: readonly PlannedResource[];
  readonly deleteResources: readonly ForgottenResource[];
}

/** Throws invalid_argument, already_exists or failed_precondition with every field that cannot be so. */
export function planBatch(batch: Batch, world: World): Plan {
  const faults: Faults = { invalid: [], taken: [], disabled: [] };
  const putResources = planResources(batch.putResource, world, faults);
  const after = { ...world, located: locatedAfter(world, putResources) };
  const deletePolicies = batch.deletePolicy.flatMap((asked) => namedPolicy(asked, world));
  const deleted = new Set([...deletePolicies.map(policyKey), ...batch.deleteMembership.map(membershipKey)]);
  const plan = {
    putPolicies: batch.putPolicy.flatMap((asked) => planPolicy(asked, after, { deleted, faults })),
    deletePolicies,
    putMemberships: batch.putMembership,
    deleteMemberships: batch.deleteMembership,
    putResources,
    deleteResources: [...world.doomed.values()],
  };
  for (const asked of batch.putMembership) checkMembership(asked, after, { deleted, faults });
  throwFaults(faults);
  return plan;
}

/** Deletions come first, then resources are put. */
function locatedAfter({ located, doomed }: World, put: readonly PlannedResource[]): ReadonlyMap<string, Located> {
  if (doomed.size === 0 && put.length === 0) return located;
  const after = new Map(located);
  for (const { namespace, id } of doomed.values()) after.delete(refKey({ namespace, id }));
  for (const { ref, name, orgId, projectId } of put)
    after.set(refKey(ref), { ref, name, orgId, projectId, enabled: true });
  return after;
}

interface Context {
  /** Keys of the policies and memberships that the batch deletes. */
  readonly deleted: ReadonlySet<string>;
  readonly faults: Faults;
}

function planPolicy(asked: AskedPolicy, world: World, { deleted, faults }: Context): PlannedPolicy[] {
  const { field, principal } = asked;
  const place = world.located.get(refKey(asked.resource));
  const role = place && findRole(world.roles, asked.roleId, place);
  const home = world.located.get(refKey(principal));
  const refuse = (member: string, description: string) =>
    faults.invalid.push({ field: `${field}${member}`, description });
  if (place === undefined) refuse('.resource', 'must name what is there');
  else if (role === undefined) refuse('.role_id', "must name a role of the platform or of the resource's organization");
  if (home === undefined || (place !== undefined && !mayReceive(principal, home, place)))
    refuse('.principal', 'must be a user, or a service user or group of the same organization');
  if (place === undefined || role === undefined) return [];
  const planned = { roleId: role.id, resource: place.ref, principal };
  if (deleted.has(policyKey(planned))) refuse('', 'is deleted by the same request');
  return [planned];
}

/** None when a part of it is not there: then there is no such policy. */
function namedPolicy({ roleId, resource, principal }: AskedPolicy, world: World): PlannedPolicy[] {
  const place = world.located.get(refKey(resource));
  if (place === undefined) return [];
  const role = findRole(world.roles, roleId, place);
  return role === undefined ? [] : [{ roleId: role.id, resource: place.ref, principal }];
}

/** By name: the organization's own role before the platform's. */
function findRole(roles: World['roles'], idOrName: string, place: Place): RoleKey | undefined {
  if (!isUuid(idOrName)) return roles.find(place.orgId, idOrName) ?? roles.find(null, idOrName);
  const role = roles.get(idOrName);
  return role && mayBeGrantedAt(role, place) ? role : undefined;
}

function checkMembership(asked: AskedMembership, world: World, { deleted, faults }: Context): void {
  const { field, groupId, member } = asked;
  const refuse = (name: string, description: string) => faults.invalid.push({ field: `${field}${name}`, description });
  const group = world.located.get(`${GROUP}:${groupId}`);
  const home = world.located.get(refKey(member));
  if (group === undefined) refuse('.group_id', 'must name a group');
  if (home === undefined || (group !== undefined && !mayReceive(member, home, group)))
    refuse('.member', 'must name a user, or a service user or group of the same organization');
  if (deleted.has(membershipKey(asked))) refuse('', 'is deleted by the same request');
}

function policyKey({ roleId, resource, principal }: PlannedPolicy): string {
  return `${roleId} ${refKey(principal)} ${refKey(resource)}`;
}

function membershipKey({ groupId, member }: AskedMembership): string {
  return `${groupId} ${refKey(member)}`;
}
