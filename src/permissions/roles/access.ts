// Who may call the RPCs of roles.
import { z } from 'zod';
import type { AdminService } from '../../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { nameOrId, parse } from '../../kernel/input.js';
import type { AccessRules, Requirement } from '../../kernel/rpc.js';
import { SUPERUSER } from '../../organizations/index.js';
import type { RolesDeps } from './rpc.js';

type OrganizationRoles = Pick<
  AccessRules<typeof FrontierService>,
  | 'listRoles'
  | 'listOrganizationRoles'
  | 'createOrganizationRole'
  | 'getOrganizationRole'
  | 'updateOrganizationRole'
  | 'deleteOrganizationRole'
>;

type PlatformRoles = Pick<AccessRules<typeof AdminService>, 'createRole' | 'updateRole' | 'deleteRole'>;

const OrganizationInput = z.object({ orgId: nameOrId });

export function rolesAccess(deps: Pick<RolesDeps, 'organizationId'>): OrganizationRoles {
  const get = atOrganization(deps, 'app_organization_get');
  const manage = atOrganization(deps, 'app_organization_rolemanage');
  return {
    listRoles: 'authenticated',
    listOrganizationRoles: get,
    createOrganizationRole: manage,
    getOrganizationRole: manage,
    updateOrganizationRole: manage,
    deleteOrganizationRole: manage,
  };
}

export const rolesAdminAccess: PlatformRoles = { createRole: SUPERUSER, updateRole: SUPERUSER, deleteRole: SUPERUSER };

function atOrganization({ organizationId }: Pick<RolesDeps, 'organizationId'>, permission: string) {
  return async (request: { readonly orgId: string }): Promise<Requirement> => {
    const id = await organizationId(parse(OrganizationInput, request).orgId);
    return id === undefined ? SUPERUSER : { permission, object: { namespace: 'app/organization', id } };
  };
}
