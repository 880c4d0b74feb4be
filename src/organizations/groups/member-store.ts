// The port of who is in a group. Every method is one transaction.
import type { PrincipalRef } from '../../kernel/principal.js';
import type { Written } from '../../storage/index.js';
import type { User } from '../users/user.js';
import type { GrantedRole, GroupKey, NamedMember } from './group.js';

export interface GroupMemberStore {
  /**
   * Adds all or none; who is one already stays one. Throws not_found for the group, invalid_argument for each member that
   * there is none of or that is a service user or group of another organization, and failed_precondition (GROUP_CYCLE) if the
   * group would come to hold itself, directly or through others, whatever else is written at the same time.
   */
  add(key: GroupKey, members: readonly NamedMember[], now: Date): Promise<Written<void>>;
  /** Who is none is passed over. Throws not_found for the group. */
  remove(key: GroupKey, members: readonly PrincipalRef[]): Promise<Written<void>>;
  /** Direct members, ordered by when they joined, then id. */
  list(groupId: string): Promise<readonly PrincipalRef[]>;
  /** Direct members that are users, by group, ordered by creation, then id; groups without any are left out. */
  users(groupIds: readonly string[]): Promise<ReadonlyMap<string, readonly User[]>>;
  /** How many direct members of any kind, by group; groups without any are left out. */
  counts(groupIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** What policies on the group itself grant to its direct members that are users, ordered by user, then the role's name. */
  roles(groupId: string): Promise<readonly GrantedRole[]>;
}
