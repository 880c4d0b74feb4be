// Projects: who may call.
import { z } from 'zod';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { nameOrId, parse } from '../../kernel/input.js';
import type { AccessRules } from '../../kernel/rpc.js';
import { body } from '../input.js';
import { ORGANIZATION } from '../organization.js';
import { requirementAt } from '../requirement.js';
import type { OrganizationStore } from '../store.js';
import { PROJECT } from './project.js';
import type { ProjectStore } from './store.js';

const ByKey = z.object({ id: nameOrId });
const InOrganization = z.object({ body: body({ orgId: nameOrId }) });

type Rpcs =
  | 'listOrganizationProjects'
  | 'createProject'
  | 'getProject'
  | 'updateProject'
  | 'deleteProject'
  | 'enableProject'
  | 'disableProject';

export interface ProjectsAccessDeps {
  readonly projects: ProjectStore;
  readonly organizations: OrganizationStore;
}

export function projectsAccess(deps: ProjectsAccessDeps): Pick<AccessRules<typeof FrontierService>, Rpcs> {
  const atOrganization = (permission: string, key: string) =>
    requirementAt({ permission, namespace: ORGANIZATION, key, find: deps.organizations.get });
  const atProject = (permission: string) => (request: { readonly id: string }) =>
    requirementAt({ permission, namespace: PROJECT, key: parse(ByKey, request).id, find: deps.projects.get });
  return {
    listOrganizationProjects: (request) => atOrganization('app_organization_projectlist', parse(ByKey, request).id),
    createProject: (request) =>
      atOrganization('app_organization_projectcreate', parse(InOrganization, request).body.orgId),
    getProject: atProject('app_project_get'),
    updateProject: atProject('app_project_update'),
    deleteProject: atProject('app_project_delete'),
    enableProject: atProject('app_project_update'),
    disableProject: atProject('app_project_update'),
  };
}
