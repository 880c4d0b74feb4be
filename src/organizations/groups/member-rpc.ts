// Group members: proto to domain and back.
import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { RoleSchema } from '../../../gen/raystack/frontier/v1beta1/roles_pb.js';
import type { Clock } from '../../kernel/clock.js';
import { parse } from '../../kernel/input.js';
import { refKey } from '../../kernel/object-ref.js';
import { USER } from '../../kernel/principal.js';
import type { Handlers } from '../../kernel/rpc.js';
import { found } from '../found.js';
import { userMessage } from '../users/rpc.js';
import type { GrantedRole, GroupKey, GroupRole } from './group.js';
import { AddUsers, ByKey, ChangeMembers, ListUsers, namedMembers, namedUsers, RemoveUser } from './input.js';
import type { GroupMemberStore } from './member-store.js';
import { groupKey } from './rpc.js';
import type { GroupStore } from './store.js';

/** How the wire names the organization of what belongs to the platform, as upstream. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

type Rpcs =
  | 'addGroupMembers'
  | 'removeGroupMembers'
  | 'listGroupMembers'
  | 'addGroupUsers'
  | 'removeGroupUser'
  | 'listGroupUsers';

export interface GroupMembersDeps {
  readonly groups: GroupStore;
  readonly members: GroupMemberStore;
  readonly clock: Clock;
}

export function groupMembersRpc(deps: GroupMembersDeps): Pick<Handlers<typeof FrontierService>, Rpcs> {
  const { groups, members, clock } = deps;
  const now = () => new Date(clock.now());
  const idOf = async (key: GroupKey) => found(await groups.get(key), 'group').id;
  return {
    addGroupMembers: async (request) => {
      const input = parse(ChangeMembers, request);
      const { revision } = await members.add(groupKey(input), namedMembers(input.members), now());
      return { revision };
    },
    removeGroupMembers: async (request) => {
      const input = parse(ChangeMembers, request);
      const gone = namedMembers(input.members).map(({ ref }) => ref);
      return { revision: (await members.remove(groupKey(input), gone)).revision };
    },
    listGroupMembers: async (request) => {
      const id = await idOf(groupKey(parse(ByKey, request)));
      return { members: (await members.list(id)).map(refKey) };
    },
    addGroupUsers: async (request) => {
      const input = parse(AddUsers, request);
      return { revision: (await members.add(groupKey(input), namedUsers(input.userIds), now())).revision };
    },
    removeGroupUser: async (request) => {
      const input = parse(RemoveUser, request);
      const gone = [{ namespace: USER, id: input.userId } as const];
      return { revision: (await members.remove(groupKey(input), gone)).revision };
    },
    listGroupUsers: async (request) => {
      const input = parse(ListUsers, request);
      const id = await idOf(groupKey(input));
      const users = (await members.users([id])).get(id) ?? [];
      return {
        users: users.map(userMessage),
        rolePairs: input.withRoles ? rolePairs(await members.roles(id)) : [],
      };
    },
  };
}

function rolePairs(granted: readonly GrantedRole[]) {
  const byUser = new Map<string, MessageInitShape<typeof RoleSchema>[]>();
  for (const { userId, role } of granted) byUser.set(userId, [...(byUser.get(userId) ?? []), roleMessage(role)]);
  return [...byUser].map(([userId, roles]) => ({ userId, roles }));
}

function roleMessage(role: GroupRole): MessageInitShape<typeof RoleSchema> {
  return {
    id: role.id,
    orgId: role.orgId ?? NIL_UUID,
    name: role.name,
    title: role.title,
    permissions: [...role.permissions],
    scopes: [...role.scopes],
    metadata: role.metadata as JsonObject,
    state: role.state,
    createdAt: timestampFromDate(role.createdAt),
    updatedAt: timestampFromDate(role.updatedAt),
  };
}
