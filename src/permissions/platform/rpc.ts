// The RPCs of platform administrators, from proto to domain and back.
import type { JsonObject } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { AdminService } from '../../../gen/raystack/frontier/v1beta1/admin_pb.js';
import { parse } from '../../kernel/input.js';
import type { Handlers } from '../../kernel/rpc.js';
import { type AddPlatformMemberDeps, AddPlatformMemberInput, addPlatformMember } from './add-platform-member.js';
import type { PlatformServiceUser, PlatformUser } from './platform-member.js';
import { RemovePlatformMemberInput, removePlatformMember } from './remove-platform-member.js';

type PlatformRpc = Pick<Handlers<typeof AdminService>, 'addPlatformUser' | 'listPlatformUsers' | 'removePlatformUser'>;

export function platformRpc(deps: AddPlatformMemberDeps): PlatformRpc {
  return {
    addPlatformUser: async (request) => {
      const { revision } = await addPlatformMember(deps, parse(AddPlatformMemberInput, request));
      return { revision };
    },
    listPlatformUsers: async () => {
      const { users, serviceUsers } = await deps.platform.list();
      return {
        users: users.map((user) => ({ ...toWire(user), name: user.name, email: user.email, avatar: user.avatar })),
        serviceusers: serviceUsers.map((user) => ({ ...toWire(user), orgId: user.orgId ?? '' })),
      };
    },
    removePlatformUser: async (request) => {
      const { revision } = await removePlatformMember(deps, parse(RemovePlatformMemberInput, request));
      return { revision };
    },
  };
}

function toWire(member: PlatformUser | PlatformServiceUser) {
  return {
    id: member.id,
    title: member.title,
    state: member.state,
    metadata: { ...(member.metadata as JsonObject), relation: member.relation },
    createdAt: timestampFromDate(member.createdAt),
    updatedAt: timestampFromDate(member.updatedAt),
  };
}
