// Resources: proto to domain and back.
import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { ResourceSchema } from '../../../gen/raystack/frontier/v1beta1/resources_pb.js';
import { parse } from '../../kernel/input.js';
import { type ObjectRef, refKey } from '../../kernel/object-ref.js';
import { callerOf, type Handlers } from '../../kernel/rpc.js';
import { found } from '../found.js';
import type { ProjectStore } from '../projects/store.js';
import { type CreateResourceDeps, createResource } from './create-resource.js';
import { ByKey, CreateResource, ListResources, UpdateResource } from './input.js';
import type { Resource, ResourceKey } from './resource.js';
import { updateResource } from './update-resource.js';

type Rpcs =
  | 'createProjectResource'
  | 'listProjectResources'
  | 'getProjectResource'
  | 'updateProjectResource'
  | 'deleteProjectResource';

export interface ResourcesDeps extends CreateResourceDeps {
  readonly projects: ProjectStore;
}

export function resourcesRpc(deps: ResourcesDeps): Pick<Handlers<typeof FrontierService>, Rpcs> {
  const { resources, projects } = deps;
  return {
    createProjectResource: async (request, call) => {
      const { id, projectId, body } = parse(CreateResource, request);
      const { principal, parent, ...input } = body;
      const resource = { ...input, id, project: projectId, parent, owner: principal };
      const { value, revision } = await createResource(deps, resource, callerOf(call));
      return { resource: resourceMessage(value), revision };
    },
    listProjectResources: async (request) => {
      const { projectId, namespace } = parse(ListResources, request);
      const project = found(await projects.get(projectId), 'project');
      return { resources: (await resources.list(project.id, namespace)).map(resourceMessage) };
    },
    getProjectResource: async (request) => {
      const resource = await resources.get(resourceKey(parse(ByKey, request)));
      return { resource: resourceMessage(found(resource, 'resource')) };
    },
    updateProjectResource: async (request) => {
      const { body, ...key } = parse(UpdateResource, request);
      const { principal, parent, ...input } = body;
      const update = { ...input, key: resourceKey(key), parent, owner: principal };
      const { value, revision } = await updateResource(deps, update);
      return { resource: resourceMessage(value), revision };
    },
    deleteProjectResource: async (request) => ({
      revision: (await resources.delete(resourceKey(parse(ByKey, request)))).revision,
    }),
  };
}

function resourceKey({ id, projectId }: { readonly id: string; readonly projectId?: string | undefined }): ResourceKey {
  return { id, project: projectId };
}

function resourceMessage(resource: Resource): MessageInitShape<typeof ResourceSchema> {
  return {
    id: resource.id,
    name: resource.name,
    urn: resource.urn,
    title: resource.title,
    projectId: resource.projectId,
    namespace: resource.namespace,
    principal: refText(resource.owner),
    parent: refText(resource.parent),
    metadata: resource.metadata as JsonObject,
    createdAt: timestampFromDate(resource.createdAt),
    updatedAt: timestampFromDate(resource.updatedAt),
  };
}

function refText(ref: ObjectRef | undefined): string {
  return ref === undefined ? '' : refKey(ref);
}
