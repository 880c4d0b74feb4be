// Groups and their members: who may call.
import { z } from 'zod';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { nameOrId, parse, uuid } from '../../kernel/input.js';
import { GROUP } from '../../kernel/principal.js';
import type { AccessRules, Requirement } from '../../kernel/rpc.js';
import { ORGANIZATION } from '../organization.js';
import { requirementAt } from '../requirement.js';
import type { OrganizationStore } from '../store.js';

const ById = z.object({ id: uuid });
const InOrganization = z.object({ orgId: nameOrId });

type Rpcs =
  | 'listOrganizationGroups'
  | 'createGroup'
  | 'getGroup'
  | 'updateGroup'
  | 'deleteGroup'
  | 'enableGroup'
  | 'disableGroup'
  | 'addGroupMembers'
  | 'removeGroupMembers'
  | 'listGroupMembers'
  | 'addGroupUsers'
  | 'removeGroupUser'
  | 'listGroupUsers';

export interface GroupsAccessDeps {
  readonly organizations: OrganizationStore;
}

export function groupsAccess({ organizations }: GroupsAccessDeps): Pick<AccessRules<typeof FrontierService>, Rpcs> {
  const inOrganization = (permission: string) => (request: { readonly orgId: string }) => {
    const { orgId } = parse(InOrganization, request);
    return requirementAt({ permission, namespace: ORGANIZATION, key: orgId, find: organizations.get });
  };
  return {
    listOrganizationGroups: inOrganization('app_organization_grouplist'),
    createGroup: inOrganization('app_organization_groupcreate'),
    getGroup: atGroup('app_group_get'),
    updateGroup: atGroup('app_group_update'),
    deleteGroup: atGroup('app_group_delete'),
    enableGroup: atGroup('app_group_update'),
    disableGroup: atGroup('app_group_update'),
    addGroupMembers: atGroup('app_group_update'),
    removeGroupMembers: atGroup('app_group_update'),
    listGroupMembers: atGroup('app_group_get'),
    addGroupUsers: atGroup('app_group_update'),
    removeGroupUser: atGroup('app_group_update'),
    listGroupUsers: atGroup('app_group_get'),
  };
}

function atGroup(permission: string) {
  return (request: { readonly id: string }): Requirement => ({
    permission,
    object: { namespace: GROUP, id: parse(ById, request).id },
  });
}
