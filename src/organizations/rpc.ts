// Organizations: proto to domain and back.
import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { z } from 'zod';
import type { AdminService } from '../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { OrganizationSchema } from '../../gen/raystack/frontier/v1beta1/organizations_pb.js';
import { nameOrId, parse, uuid } from '../kernel/input.js';
import { callerOf, type Handlers } from '../kernel/rpc.js';
import type { State } from '../storage/index.js';
import { adminCreateOrganization } from './admin-create-organization.js';
import { type CreateOrganizationDeps, createOrganization } from './create-organization.js';
import { found } from './found.js';
import { avatar, body, details, newName, optional, pageFields, pageOf, stateFilter } from './input.js';
import { type ListOrganizationsDeps, listOrganizations } from './list-organizations.js';
import type { Organization } from './organization.js';
import { updateOrganization } from './update-organization.js';
import { email } from './users/user.js';

const ByKey = z.object({ id: nameOrId });
const CreateOrganization = z.object({ body: body({ name: newName, avatar, ...details }) });
const AdminCreateOrganization = z.object({
  body: body({ name: newName, avatar, orgOwnerEmail: optional(email), ...details }),
});
const UpdateOrganization = ByKey.extend({ body: body({ name: optional(newName), avatar, ...details }) });
const ListOrganizations = z.object({ ...pageFields, userId: optional(uuid), state: stateFilter });

type Rpcs =
  | 'createOrganization'
  | 'listOrganizations'
  | 'getOrganization'
  | 'updateOrganization'
  | 'deleteOrganization'
  | 'enableOrganization'
  | 'disableOrganization';

export interface OrganizationRpcDeps extends CreateOrganizationDeps, ListOrganizationsDeps {}

export function organizationRpc(deps: OrganizationRpcDeps): Pick<Handlers<typeof FrontierService>, Rpcs> {
  const { organizations, clock } = deps;
  const setState = async (request: { readonly id: string }, state: State) => {
    const { id } = parse(ByKey, request);
    return { revision: (await organizations.setState(id, { state, now: new Date(clock.now()) })).revision };
  };
  return {
    createOrganization: async (request, call) => {
      const input = parse(CreateOrganization, request).body;
      const { value, revision } = await createOrganization(deps, input, callerOf(call));
      return { organization: organizationMessage(value), revision };
    },
    listOrganizations: async (request, call) => {
      const { userId, state, ...page } = parse(ListOrganizations, request);
      const list = await listOrganizations(deps, { userId, state, page: pageOf(page) }, callerOf(call));
      return { organizations: list.map(organizationMessage) };
    },
    getOrganization: async (request) => ({
      organization: organizationMessage(found(await organizations.get(parse(ByKey, request).id), 'organization')),
    }),
    updateOrganization: async (request) => {
      const { id, body } = parse(UpdateOrganization, request);
      const { value, revision } = await updateOrganization(deps, { ...body, key: id });
      return { organization: organizationMessage(value), revision };
    },
    deleteOrganization: async (request) => ({
      revision: (await organizations.delete(parse(ByKey, request).id)).revision,
    }),
    enableOrganization: (request) => setState(request, 'enabled'),
    disableOrganization: (request) => setState(request, 'disabled'),
  };
}

type AdminRpcs = 'adminCreateOrganization';

export function organizationAdminRpc(deps: CreateOrganizationDeps): Pick<Handlers<typeof AdminService>, AdminRpcs> {
  return {
    adminCreateOrganization: async (request) => {
      const { value, revision } = await adminCreateOrganization(deps, parse(AdminCreateOrganization, request).body);
      return { organization: organizationMessage(value), revision };
    },
  };
}

function organizationMessage(organization: Organization): MessageInitShape<typeof OrganizationSchema> {
  return {
    id: organization.id,
    name: organization.name,
    title: organization.title,
    avatar: organization.avatar,
    metadata: organization.metadata as JsonObject,
    state: organization.state,
    createdAt: timestampFromDate(organization.createdAt),
    updatedAt: timestampFromDate(organization.updatedAt),
  };
}
