// The RPCs of roles, from proto to domain and back.
import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { z } from 'zod';
import type { AdminService } from '../../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { RoleSchema } from '../../../gen/raystack/frontier/v1beta1/roles_pb.js';
import { notFound } from '../../kernel/errors.js';
import { nameOrId, parse, uuid } from '../../kernel/input.js';
import { type Awaitable, callerOf, type Handlers } from '../../kernel/rpc.js';
import type { Written } from '../../storage/index.js';
import { type CreateRoleDeps, createRole } from './create-role.js';
import { deleteRole } from './delete-role.js';
import { getRole } from './get-role.js';
import type { Role } from './role.js';
import { NewRole, RoleUpdate, scopes, stateFilter } from './role-input.js';
import { type UpdateRoleDeps, updateRole } from './update-role.js';

export interface RolesDeps extends CreateRoleDeps, UpdateRoleDeps {
  /** The id of the organization with that id or name; undefined when there is none. */
  organizationId(idOrName: string): Awaitable<string | undefined>;
}

type OrganizationRoles = Pick<
  Handlers<typeof FrontierService>,
  | 'listRoles'
  | 'listOrganizationRoles'
  | 'createOrganizationRole'
  | 'getOrganizationRole'
  | 'updateOrganizationRole'
  | 'deleteOrganizationRole'
>;

type PlatformRoles = Pick<Handlers<typeof AdminService>, 'createRole' | 'updateRole' | 'deleteRole'>;

/** What upstream answers as the organization of a platform role. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

const ListInput = z.object({ state: stateFilter, scopes });
const IdInput = z.object({ id: uuid });
const CreateInput = z.object({ body: NewRole });
const UpdateInput = z.object({ id: uuid, body: RoleUpdate });
const PlatformIdInput = z.object({ id: nameOrId });
const PlatformUpdateInput = z.object({ id: nameOrId, body: RoleUpdate });

export function rolesRpc(deps: RolesDeps): OrganizationRoles {
  return {
    listRoles: async (request) => {
      const roles = await deps.roles.list({ ...parse(ListInput, request), orgId: null });
      return { roles: roles.map(roleToWire) };
    },
    listOrganizationRoles: async (request) => {
      const filter = parse(ListInput, request);
      const roles = await deps.roles.list({ ...filter, orgId: await organization(deps, request) });
      return { roles: roles.map(roleToWire) };
    },
    createOrganizationRole: async (request, call) => {
      const { body } = parse(CreateInput, request);
      const orgId = await organization(deps, request);
      return written(await createRole(deps, { orgId, body }, callerOf(call)));
    },
    getOrganizationRole: async (request) => {
      const { id } = parse(IdInput, request);
      return { role: roleToWire(await getRole(deps, { id, orgId: await organization(deps, request) })) };
    },
    updateOrganizationRole: async (request, call) => {
      const input = parse(UpdateInput, request);
      const orgId = await organization(deps, request);
      return written(await updateRole(deps, { ...input, orgId }, callerOf(call)));
    },
    deleteOrganizationRole: async (request) => {
      const { id } = parse(IdInput, request);
      const { revision } = await deleteRole(deps, { id, orgId: await organization(deps, request) });
      return { revision };
    },
  };
}

export function rolesAdminRpc(deps: RolesDeps): PlatformRoles {
  return {
    createRole: async (request, call) => {
      const { body } = parse(CreateInput, request);
      return written(await createRole(deps, { orgId: null, body }, callerOf(call)));
    },
    updateRole: async (request, call) => {
      const input = parse(PlatformUpdateInput, request);
      return written(await updateRole(deps, { ...input, orgId: null }, callerOf(call)));
    },
    deleteRole: async (request) => {
      const { revision } = await deleteRole(deps, { ...parse(PlatformIdInput, request), orgId: null });
      return { revision };
    },
  };
}

async function organization(deps: RolesDeps, { orgId }: { readonly orgId: string }): Promise<string> {
  const id = await deps.organizationId(orgId);
  if (id === undefined) throw notFound('organization');
  return id;
}

function written({ value, revision }: Written<Role>) {
  return { role: roleToWire(value), revision };
}

function roleToWire(role: Role): MessageInitShape<typeof RoleSchema> {
  return {
    id: role.id,
    name: role.name,
    permissions: [...role.permissions],
    title: role.title,
    metadata: role.metadata as JsonObject,
    createdAt: timestampFromDate(role.createdAt),
    updatedAt: timestampFromDate(role.updatedAt),
    orgId: role.orgId ?? NIL_UUID,
    state: role.state,
    scopes: [...role.scopes],
  };
}
