// What a caller must hold to manage the policies at a place.
import type { ObjectRef } from '../../kernel/object-ref.js';
import type { Requirement } from '../../kernel/rpc.js';
import { SUPERUSER } from '../../organizations/index.js';
import { permissionSlug } from '../permission-name.js';
import type { PermissionStore } from '../store.js';
import type { PolicyStore } from './store.js';

export interface ManageDeps {
  readonly permissions: PermissionStore;
  readonly policies: PolicyStore;
}

const MANAGE: Readonly<Record<string, string>> = {
  'app/organization': 'app_organization_policymanage',
  'app/project': 'app_project_policymanage',
  'app/group': 'app_group_delete',
};

/** What is not there takes a platform administrator: they learn so, all others are denied as for what is not theirs. */
export async function manageRequirement(deps: ManageDeps, ref: ObjectRef): Promise<Requirement> {
  const place = await deps.policies.locate(ref);
  if (place === undefined) return SUPERUSER;
  const permission = MANAGE[place.ref.namespace];
  if (permission !== undefined) return { permission, object: place.ref };
  return place.projectId === null ? SUPERUSER : inProject(deps, place.ref, place.projectId);
}

/** A resource's `delete`, as upstream; at its project where the type has no such permission. */
async function inProject(deps: ManageDeps, resource: ObjectRef, projectId: string): Promise<Requirement> {
  const permission = permissionSlug(resource.namespace, 'delete');
  const [defined] = await deps.permissions.findBySlugs([permission]);
  if (defined !== undefined && defined.namespace === resource.namespace) return { permission, object: resource };
  return { permission: 'app_project_policymanage', object: { namespace: 'app/project', id: projectId } };
}
