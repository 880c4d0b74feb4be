// Projects: proto to domain and back.
import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { z } from 'zod';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { ProjectSchema } from '../../../gen/raystack/frontier/v1beta1/projects_pb.js';
import { nameOrId, parse } from '../../kernel/input.js';
import { callerOf, type Handlers } from '../../kernel/rpc.js';
import type { State } from '../../storage/index.js';
import { found } from '../found.js';
import { body, details, newName, optional, stateFilter } from '../input.js';
import type { OrganizationStore } from '../store.js';
import { type CreateProjectDeps, createProject } from './create-project.js';
import type { Project } from './project.js';
import { updateProject } from './update-project.js';

const ByKey = z.object({ id: nameOrId });
const CreateProject = z.object({ body: body({ name: newName, orgId: nameOrId, ...details }) });
const UpdateProject = ByKey.extend({
  body: body({ name: optional(newName), orgId: optional(nameOrId), ...details }),
});
const ListProjects = ByKey.extend({ state: stateFilter, withMemberCount: z.boolean() });

type Rpcs =
  | 'listOrganizationProjects'
  | 'createProject'
  | 'getProject'
  | 'updateProject'
  | 'deleteProject'
  | 'enableProject'
  | 'disableProject';

export interface ProjectsDeps extends CreateProjectDeps {
  readonly organizations: OrganizationStore;
}

export function projectsRpc(deps: ProjectsDeps): Pick<Handlers<typeof FrontierService>, Rpcs> {
  const { projects, organizations, clock } = deps;
  const setState = async (request: { readonly id: string }, state: State) => {
    const { id } = parse(ByKey, request);
    return { revision: (await projects.setState(id, { state, now: new Date(clock.now()) })).revision };
  };
  return {
    listOrganizationProjects: async (request) => {
      const { id, state, withMemberCount } = parse(ListProjects, request);
      const { id: orgId } = found(await organizations.get(id), 'organization');
      const list = await projects.list({ orgId, state, withMembersCount: withMemberCount });
      return { projects: list.map(projectMessage) };
    },
    createProject: async (request, call) => {
      const { orgId, ...input } = parse(CreateProject, request).body;
      const { value, revision } = await createProject(deps, { ...input, organization: orgId }, callerOf(call));
      return { project: projectMessage(value), revision };
    },
    getProject: async (request) => ({
      project: projectMessage(found(await projects.get(parse(ByKey, request).id), 'project')),
    }),
    updateProject: async (request) => {
      const { id, body } = parse(UpdateProject, request);
      const { orgId, ...input } = body;
      const { value, revision } = await updateProject(deps, { ...input, key: id, organization: orgId });
      return { project: projectMessage(value), revision };
    },
    deleteProject: async (request) => ({ revision: (await projects.delete(parse(ByKey, request).id)).revision }),
    enableProject: (request) => setState(request, 'enabled'),
    disableProject: (request) => setState(request, 'disabled'),
  };
}

function projectMessage(project: Project): MessageInitShape<typeof ProjectSchema> {
  return {
    id: project.id,
    name: project.name,
    title: project.title,
    orgId: project.orgId,
    metadata: project.metadata as JsonObject,
    createdAt: timestampFromDate(project.createdAt),
    updatedAt: timestampFromDate(project.updatedAt),
    membersCount: project.membersCount ?? 0,
  };
}
