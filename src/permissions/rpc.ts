// The RPCs of permissions, from proto to domain and back, and those of the nouns below joined to them.
import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { z } from 'zod';
import type { AdminService } from '../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { PermissionSchema } from '../../gen/raystack/frontier/v1beta1/permissions_pb.js';
import { parse } from '../kernel/input.js';
import type { Handlers } from '../kernel/rpc.js';
import type { ApplyGrantsDeps } from './apply-grants/apply-grants.js';
import { applyGrantsRpc } from './apply-grants/rpc.js';
import { CreatePermissionsInput, createPermissions } from './create-permissions.js';
import { deletePermission } from './delete-permission.js';
import { getPermission, permissionId } from './get-permission.js';
import { listPermissionNames } from './list-permission-names.js';
import type { Permission } from './permission.js';
import { permissionKey } from './permission-name.js';
import type { AddPlatformMemberDeps } from './platform/add-platform-member.js';
import { platformRpc } from './platform/rpc.js';
import type { CreatePolicyDeps } from './policies/create-policy.js';
import { policiesRpc } from './policies/rpc.js';
import { type RolesDeps, rolesAdminRpc, rolesRpc } from './roles/rpc.js';
import { UpdatePermissionInput, updatePermission } from './update-permission.js';

export interface PermissionsDeps extends RolesDeps, CreatePolicyDeps, AddPlatformMemberDeps, ApplyGrantsDeps {}

type PermissionsRpc = Pick<
  Handlers<typeof FrontierService>,
  'listPermissions' | 'listPermissionNames' | 'getPermission'
>;
type PermissionsAdminRpc = Pick<
  Handlers<typeof AdminService>,
  'createPermission' | 'updatePermission' | 'deletePermission'
>;

const IdInput = z.object({ id: permissionId });

export function permissionsRpc(deps: PermissionsDeps) {
  const permissions: PermissionsRpc = {
    listPermissions: async () => ({ permissions: (await deps.permissions.list()).map(permissionToWire) }),
    listPermissionNames: async () => ({ names: [...(await listPermissionNames(deps))] }),
    getPermission: async (request) => {
      const permission = await getPermission(deps, parse(IdInput, request).id);
      return { permission: permissionToWire(permission) };
    },
  };
  return { ...permissions, ...rolesRpc(deps), ...policiesRpc(deps) };
}

export function permissionsAdminRpc(deps: PermissionsDeps) {
  const permissions: PermissionsAdminRpc = {
    createPermission: async (request) => {
      const { value, revision } = await createPermissions(deps, parse(CreatePermissionsInput, request));
      return { permissions: value.map(permissionToWire), revision };
    },
    updatePermission: async (request) => {
      const { value, revision } = await updatePermission(deps, parse(UpdatePermissionInput, request));
      return { permission: permissionToWire(value), revision };
    },
    deletePermission: async (request) => {
      const { revision } = await deletePermission(deps, parse(IdInput, request).id);
      return { revision };
    },
  };
  return { ...permissions, ...rolesAdminRpc(deps), ...platformRpc(deps), ...applyGrantsRpc(deps) };
}

function permissionToWire(permission: Permission): MessageInitShape<typeof PermissionSchema> {
  return {
    id: permission.id,
    name: permission.verb,
    title: permission.title,
    createdAt: timestampFromDate(permission.createdAt),
    updatedAt: timestampFromDate(permission.updatedAt),
    namespace: permission.namespace,
    metadata: permission.metadata as JsonObject,
    key: permissionKey(permission.namespace, permission.verb),
  };
}
