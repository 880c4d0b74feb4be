// Resources: who may call.
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { parse } from '../../kernel/input.js';
import { type ObjectRef, sameRef } from '../../kernel/object-ref.js';
import type { Principal } from '../../kernel/principal.js';
import type { AccessRules, Awaitable, Requirement } from '../../kernel/rpc.js';
import { PROJECT } from '../projects/project.js';
import type { ProjectStore } from '../projects/store.js';
import { requirementAt, SUPERUSER } from '../requirement.js';
import { ByKey, InProject, MoveResource } from './input.js';
import { ownPermission, type Resource } from './resource.js';
import type { ResourceStore } from './store.js';

type Rpcs =
  | 'createProjectResource'
  | 'listProjectResources'
  | 'getProjectResource'
  | 'updateProjectResource'
  | 'deleteProjectResource';

export interface ResourcesAccessDeps {
  readonly resources: ResourceStore;
  readonly projects: ProjectStore;
  /** Whether a permission of that slug is defined. */
  permissionExists(slug: string): Awaitable<boolean>;
}

export function resourcesAccess(deps: ResourcesAccessDeps): Pick<AccessRules<typeof FrontierService>, Rpcs> {
  const atProject = (permission: string) => (request: { readonly projectId: string }) => {
    const key = parse(InProject, request).projectId;
    return requirementAt({ permission, namespace: PROJECT, key, find: deps.projects.get });
  };
  const find = (request: { readonly id: string }) => deps.resources.get({ id: parse(ByKey, request).id });
  return {
    createProjectResource: atProject('app_project_get'),
    listProjectResources: atProject('app_project_resourcelist'),
    getProjectResource: async (request) => toUse(deps, await find(request), 'get'),
    updateProjectResource: async (request, principal) => {
      const { parent } = parse(MoveResource, request).body;
      const resource = await find(request);
      if (resource === undefined || !movedByStranger(resource, parent, principal))
        return toUse(deps, resource, 'update');
      return atProjectOf(resource, 'app_project_administer');
    },
    deleteProjectResource: async (request) => toUse(deps, await find(request), 'delete'),
  };
}

/**
 * Who moves a resource hands it to those who hold something where it comes to lie, so they must hold everything on it
 * (decision rule 9): its owner does, by no narrowed token, and who administers the project.
 */
function movedByStranger(resource: Resource, parent: ObjectRef | undefined, caller: Principal): boolean {
  const isOwner = resource.owner !== undefined && sameRef(resource.owner, caller);
  if (isOwner && caller.narrowing === undefined) return false;
  return resource.parent?.id !== parent?.id;
}

type Verb = 'get' | 'update' | 'delete';

const AT_PROJECT: Readonly<Record<Verb, string>> = {
  get: 'app_project_get',
  update: 'app_project_update',
  delete: 'app_project_update',
};

/** The verb of the resource's own type at it, or where no such permission is defined, what stands for it at the project. */
async function toUse(
  { permissionExists }: ResourcesAccessDeps,
  resource: Resource | undefined,
  verb: Verb,
): Promise<Requirement> {
  if (resource === undefined) return SUPERUSER;
  const { namespace, id } = resource;
  const permission = ownPermission(namespace, verb);
  if (await permissionExists(permission)) return { permission, object: { namespace, id } };
  return atProjectOf(resource, AT_PROJECT[verb]);
}

function atProjectOf({ projectId }: Resource, permission: string): Requirement {
  return { permission, object: { namespace: PROJECT, id: projectId } };
}
