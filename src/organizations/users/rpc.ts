// Users: proto to domain and back.
import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { z } from 'zod';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { UserSchema } from '../../../gen/raystack/frontier/v1beta1/users_pb.js';
import { metadata, name, nameOrId, parse, title, uuid } from '../../kernel/input.js';
import type { Handlers } from '../../kernel/rpc.js';
import { found } from '../found.js';
import { avatar, body, optional, pageFields, pageOf, stateFilter } from '../input.js';
import { type CreateUserDeps, createUser } from './create-user.js';
import { email, type User, userKey } from './user.js';

const CreateUser = z.object({ body: body({ name: optional(name), email, title, metadata, avatar }) });
const ListUsers = z.object({
  ...pageFields,
  keyword: optional(title),
  orgId: optional(nameOrId),
  groupId: optional(uuid),
  state: stateFilter,
});
const GetUser = z.object({ id: userKey });
const ById = z.object({ id: uuid });

type Rpcs = 'createUser' | 'listUsers' | 'getUser' | 'enableUser' | 'disableUser' | 'deleteUser';

export function usersRpc(deps: CreateUserDeps): Pick<Handlers<typeof FrontierService>, Rpcs> {
  const { users } = deps;
  const now = () => new Date(deps.clock.now());
  return {
    createUser: async (request) => {
      const { value, revision } = await createUser(deps, parse(CreateUser, request).body);
      return { user: userMessage(value), revision };
    },
    listUsers: async (request) => {
      const { keyword, state, orgId, groupId, ...page } = parse(ListUsers, request);
      const list = await users.list({ keyword, state, organization: orgId, groupId, page: pageOf(page) });
      return { count: list.length, users: list.map(userMessage) };
    },
    getUser: async (request) => ({ user: userMessage(found(await users.get(parse(GetUser, request).id), 'user')) }),
    enableUser: async (request) => {
      const { revision } = await users.setState(parse(ById, request).id, { state: 'enabled', now: now() });
      return { revision };
    },
    disableUser: async (request) => {
      const { revision } = await users.setState(parse(ById, request).id, { state: 'disabled', now: now() });
      return { revision };
    },
    deleteUser: async (request) => ({ revision: (await users.delete(parse(ById, request).id)).revision }),
  };
}

export function userMessage(user: User): MessageInitShape<typeof UserSchema> {
  return {
    id: user.id,
    name: user.name,
    title: user.title,
    email: user.email,
    avatar: user.avatar,
    metadata: user.metadata as JsonObject,
    state: user.state,
    createdAt: timestampFromDate(user.createdAt),
    updatedAt: timestampFromDate(user.updatedAt),
  };
}
