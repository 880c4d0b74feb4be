// Groups: proto to domain and back.
import type { JsonObject, MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { FrontierService } from '../../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import type { GroupSchema } from '../../../gen/raystack/frontier/v1beta1/groups_pb.js';
import { parse } from '../../kernel/input.js';
import { callerOf, type Handlers } from '../../kernel/rpc.js';
import type { State } from '../../storage/index.js';
import { found } from '../found.js';
import type { OrganizationStore } from '../store.js';
import { userMessage } from '../users/rpc.js';
import type { User } from '../users/user.js';
import { type CreateGroupDeps, createGroup } from './create-group.js';
import type { Group, GroupKey } from './group.js';
import { ByKey, CreateGroup, GetGroup, ListGroups, UpdateGroup } from './input.js';
import type { GroupMemberStore } from './member-store.js';
import { updateGroup } from './update-group.js';

type Rpcs =
  | 'listOrganizationGroups'
  | 'createGroup'
  | 'getGroup'
  | 'updateGroup'
  | 'deleteGroup'
  | 'enableGroup'
  | 'disableGroup';

export interface GroupsDeps extends CreateGroupDeps {
  readonly organizations: OrganizationStore;
  readonly members: GroupMemberStore;
}

export function groupsRpc(deps: GroupsDeps): Pick<Handlers<typeof FrontierService>, Rpcs> {
  const { groups, clock } = deps;
  const setState = async (request: { readonly id: string; readonly orgId: string }, state: State) => {
    const key = groupKey(parse(ByKey, request));
    return { revision: (await groups.setState(key, { state, now: new Date(clock.now()) })).revision };
  };
  return {
    listOrganizationGroups: (request) => listGroups(deps, request),
    createGroup: async (request, call) => {
      const { orgId, body } = parse(CreateGroup, request);
      const { value, revision } = await createGroup(deps, { ...body, organization: orgId }, callerOf(call));
      return { group: groupMessage(value), revision };
    },
    getGroup: async (request) => {
      const { withMembers, ...key } = parse(GetGroup, request);
      const group = found(await groups.get(groupKey(key)), 'group');
      const users = withMembers ? await deps.members.users([group.id]) : undefined;
      return { group: groupMessage(group, { users: users?.get(group.id) }) };
    },
    updateGroup: async (request) => {
      const { body, ...key } = parse(UpdateGroup, request);
      const { value, revision } = await updateGroup(deps, { ...body, key: groupKey(key) });
      return { group: groupMessage(value), revision };
    },
    deleteGroup: async (request) => ({
      revision: (await groups.delete(groupKey(parse(ByKey, request)))).revision,
    }),
    enableGroup: (request) => setState(request, 'enabled'),
    disableGroup: (request) => setState(request, 'disabled'),
  };
}

/** An id and an organization as the requests of groups have them, to how the stores are asked. */
export function groupKey({ id, orgId }: { readonly id: string; readonly orgId?: string | undefined }): GroupKey {
  return { id, organization: orgId };
}

async function listGroups({ groups, organizations, members }: GroupsDeps, request: unknown) {
  const { orgId, state, groupIds, withMembers, withMemberCount } = parse(ListGroups, request);
  const organization = found(await organizations.get(orgId), 'organization');
  const list = await groups.list({ orgId: organization.id, state, ids: groupIds });
  const ids = list.map(({ id }) => id);
  const users = withMembers ? await members.users(ids) : undefined;
  const counts = withMemberCount ? await members.counts(ids) : undefined;
  return {
    groups: list.map((group) => groupMessage(group, { users: users?.get(group.id), count: counts?.get(group.id) })),
  };
}

interface Extras {
  readonly users?: readonly User[] | undefined;
  readonly count?: number | undefined;
}

function groupMessage(group: Group, { users, count }: Extras = {}): MessageInitShape<typeof GroupSchema> {
  return {
    id: group.id,
    name: group.name,
    title: group.title,
    orgId: group.orgId,
    metadata: group.metadata as JsonObject,
    createdAt: timestampFromDate(group.createdAt),
    updatedAt: timestampFromDate(group.updatedAt),
    membersCount: count ?? 0,
    users: users?.map(userMessage) ?? [],
  };
}
