// Who may call the RPCs of permissions, and the rules of the nouns below joined to them.
import type { AdminService } from '../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { AccessRules } from '../kernel/rpc.js';
import { SUPERUSER } from '../organizations/index.js';
import { applyGrantsAccess } from './apply-grants/access.js';
import { platformAccess } from './platform/access.js';
import { policiesAccess } from './policies/access.js';
import { rolesAccess, rolesAdminAccess } from './roles/access.js';
import type { PermissionsDeps } from './rpc.js';

type PermissionsAccess = Pick<
  AccessRules<typeof FrontierService>,
  'listPermissions' | 'listPermissionNames' | 'getPermission'
>;
type PermissionsAdminAccess = Pick<
  AccessRules<typeof AdminService>,
  'createPermission' | 'updatePermission' | 'deletePermission'
>;

export function permissionsAccess(deps: Pick<PermissionsDeps, 'permissions' | 'policies' | 'organizationId'>) {
  const permissions: PermissionsAccess = {
    listPermissions: 'authenticated',
    listPermissionNames: 'about_caller',
    getPermission: 'authenticated',
  };
  return { ...permissions, ...rolesAccess(deps), ...policiesAccess(deps) };
}

const permissionsAdmin: PermissionsAdminAccess = {
  createPermission: SUPERUSER,
  updatePermission: SUPERUSER,
  deletePermission: SUPERUSER,
};

export const permissionsAdminAccess = {
  ...permissionsAdmin,
  ...rolesAdminAccess,
  ...platformAccess,
  ...applyGrantsAccess,
};
