// The RPCs of service users, proto to domain and back; joins those of secrets, keys and API tokens.
import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { z } from 'zod';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { ServiceUserSchema } from '../../gen/raystack/frontier/v1beta1/service_users_pb.js';
import { metadata, nameOrId, optional, parse, title } from '../kernel/input.js';
import type { Handlers } from '../kernel/rpc.js';
import type { State } from '../storage/index.js';
import { apiTokensRpc } from './api-tokens/rpc.js';
import { createServiceUser } from './create-service-user.js';
import { deleteServiceUser } from './delete-service-user.js';
import type { CredentialsDeps } from './deps.js';
import { getServiceUser } from './get-service-user.js';
import { ServiceUserInput } from './input.js';
import { keysRpc } from './keys/rpc.js';
import { listServiceUsers } from './list-service-users.js';
import { secretsRpc } from './secrets/rpc.js';
import type { ServiceUser } from './service-user.js';
import { setServiceUserState } from './set-service-user-state.js';

type ServiceUsersRpc = Pick<
  Handlers<typeof FrontierService>,
  | 'createServiceUser'
  | 'getServiceUser'
  | 'listServiceUsers'
  | 'listOrganizationServiceUsers'
  | 'deleteServiceUser'
  | 'enableServiceUser'
  | 'disableServiceUser'
>;

const CreateInput = z.object({
  orgId: nameOrId,
  body: z.object({ title, metadata }).default({ title: '', metadata: {} }),
});
const ListInput = z.object({
  orgId: nameOrId,
  state: optional(z.enum(['enabled', 'disabled'], 'must be `enabled` or `disabled`')),
});
const ListOrganizationInput = z.object({ id: nameOrId });

/** Handlers of service users, secrets, keys and API tokens. */
export function credentialsRpc(deps: CredentialsDeps) {
  return { ...serviceUsersRpc(deps), ...secretsRpc(deps), ...keysRpc(deps), ...apiTokensRpc(deps) };
}

function serviceUsersRpc(deps: CredentialsDeps): ServiceUsersRpc {
  const setState = async (request: unknown, state: State) => {
    const { revision } = await setServiceUserState(deps, { ...parse(ServiceUserInput, request), state });
    return { revision };
  };
  return {
    createServiceUser: async (request) => {
      const { orgId, body } = parse(CreateInput, request);
      const { value, revision } = await createServiceUser(deps, { organization: orgId, ...body });
      return { serviceuser: serviceUserMessage(value), revision };
    },
    getServiceUser: async (request) => ({
      serviceuser: serviceUserMessage(await getServiceUser(deps, parse(ServiceUserInput, request))),
    }),
    listServiceUsers: async (request) => {
      const { orgId, state } = parse(ListInput, request);
      const list = await listServiceUsers(deps, { organization: orgId, state });
      return { serviceusers: list.map(serviceUserMessage) };
    },
    listOrganizationServiceUsers: async (request) => {
      const { id } = parse(ListOrganizationInput, request);
      return { serviceusers: (await listServiceUsers(deps, { organization: id })).map(serviceUserMessage) };
    },
    deleteServiceUser: async (request) => {
      const { revision } = await deleteServiceUser(deps, parse(ServiceUserInput, request));
      return { revision };
    },
    enableServiceUser: (request) => setState(request, 'enabled'),
    disableServiceUser: (request) => setState(request, 'disabled'),
  };
}

export function serviceUserMessage(serviceUser: ServiceUser): MessageInitShape<typeof ServiceUserSchema> {
  return {
    id: serviceUser.id,
    title: serviceUser.title,
    metadata: serviceUser.metadata as JsonObject,
    state: serviceUser.state,
    orgId: serviceUser.organizationId ?? '',
    createdAt: timestampFromMs(serviceUser.createdAt),
    updatedAt: timestampFromMs(serviceUser.updatedAt),
  };
}
