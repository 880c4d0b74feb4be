// What requests about groups are checked against.
import { z } from 'zod';
import { nameOrId, uuid } from '../../kernel/input.js';
import { isPrincipalRef, type PrincipalRef, USER } from '../../kernel/principal.js';
import { body, details, newName, optional, reference, stateFilter } from '../input.js';
import type { NamedMember } from './group.js';

const MEMBERS_PER_CALL = 1_000;
const AT_LEAST_ONE = 'must name at least one';
const AT_MOST = `must name at most ${MEMBERS_PER_CALL.toLocaleString('en')}`;

const member = reference(
  isPrincipalRef,
  'must be `app/user:ID`, `app/serviceuser:ID` or `app/group:ID` with a UUID in lower case',
);
const key = { id: uuid, orgId: optional(nameOrId) };

export const CreateGroup = z.object({ orgId: nameOrId, body: body({ name: newName, ...details }) });
export const UpdateGroup = z.object({ ...key, body: body({ name: optional(newName), ...details }) });
export const ByKey = z.object(key);
export const GetGroup = z.object({ ...key, withMembers: z.boolean() });
export const ListGroups = z.object({
  orgId: nameOrId,
  state: stateFilter,
  groupIds: z.array(uuid).max(MEMBERS_PER_CALL, AT_MOST),
  withMembers: z.boolean(),
  withMemberCount: z.boolean(),
});
export const ChangeMembers = z.object({
  ...key,
  members: z.array(member).min(1, AT_LEAST_ONE).max(MEMBERS_PER_CALL, AT_MOST),
});
export const AddUsers = z.object({
  ...key,
  userIds: z.array(uuid).min(1, AT_LEAST_ONE).max(MEMBERS_PER_CALL, AT_MOST),
});
export const RemoveUser = z.object({ ...key, userId: uuid });
export const ListUsers = z.object({ ...key, withRoles: z.boolean() });

/** Each with where the request names it. */
export function namedMembers(members: readonly PrincipalRef[]): readonly NamedMember[] {
  return members.map((ref, i) => ({ ref, field: `members[${i}]` }));
}

/** Ids of users, each with where the request names it. */
export function namedUsers(userIds: readonly string[]): readonly NamedMember[] {
  return userIds.map((id, i) => ({ ref: { namespace: USER, id }, field: `user_ids[${i}]` }));
}
