// Lists policies by where they are made, to whom, and which role they grant.
import { z } from 'zod';
import { invalidField, notFound } from '../../kernel/errors.js';
import { nameOrId, optional, uuid } from '../../kernel/input.js';
import type { ObjectRef } from '../../kernel/object-ref.js';
import type { Policy } from './policy.js';
import type { PolicyStore } from './store.js';

export const ListPoliciesInput = z.object({
  orgId: optional(nameOrId),
  projectId: optional(nameOrId),
  groupId: optional(uuid),
  userId: optional(uuid),
  roleId: optional(uuid),
});

export type ListPolicies = z.output<typeof ListPoliciesInput>;

/** The one place that the filter names; undefined when it names none. Throws invalid_argument when it names more. */
export function listedPlace({ orgId, projectId, groupId }: ListPolicies): ObjectRef | undefined {
  const places = [
    { namespace: 'app/organization', id: orgId, field: 'org_id' },
    { namespace: 'app/project', id: projectId, field: 'project_id' },
    { namespace: 'app/group', id: groupId, field: 'group_id' },
  ].filter((place): place is typeof place & ObjectRef => place.id !== undefined);
  const [place, other] = places;
  if (other !== undefined)
    throw invalidField(other.field, 'must be empty: only one of org_id, project_id and group_id may be given');
  return place && { namespace: place.namespace, id: place.id };
}

/** Policies at the place itself, not below it. Throws not_found. */
export async function listPolicies(
  { policies }: { readonly policies: PolicyStore },
  filter: ListPolicies,
): Promise<readonly Policy[]> {
  const ref = listedPlace(filter);
  const place = ref && (await policies.locate(ref));
  if (ref !== undefined && place === undefined) throw notFound('resource');
  const principal = filter.userId === undefined ? undefined : { namespace: 'app/user', id: filter.userId };
  return policies.list({ resource: place?.ref, principal, roleId: filter.roleId });
}
