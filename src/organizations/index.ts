// The door of organizations: the tree and the people, joined out of its rooms.
import type { Clock } from '../kernel/clock.js';
import type { Principal } from '../kernel/principal.js';
import type { Random } from '../kernel/random.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { Database } from '../storage/index.js';
import { organizationAccess, organizationAdminAccess } from './access.js';
import { groupsAccess } from './groups/access.js';
import { groupMembersRpc } from './groups/member-rpc.js';
import type { GroupMemberStore } from './groups/member-store.js';
import { sqlGroupMemberStore } from './groups/member-store-sql.js';
import { groupsRpc } from './groups/rpc.js';
import type { GroupStore } from './groups/store.js';
import { sqlGroupStore } from './groups/store-sql.js';
import { projectsAccess } from './projects/access.js';
import { projectsRpc } from './projects/rpc.js';
import type { ProjectStore } from './projects/store.js';
import { sqlProjectStore } from './projects/store-sql.js';
import { resourcesAccess } from './resources/access.js';
import { resourcesRpc } from './resources/rpc.js';
import type { ResourceStore } from './resources/store.js';
import { sqlResourceStore } from './resources/store-sql.js';
import { organizationAdminRpc, organizationRpc } from './rpc.js';
import type { OrganizationStore } from './store.js';
import { sqlOrganizationStore } from './store-sql.js';
import { usersAccess } from './users/access.js';
import { usersRpc } from './users/rpc.js';
import type { UserStore } from './users/store.js';
import { sqlUserStore } from './users/store-sql.js';

export { lockMemberships } from './groups/add-members-sql.js';
export { ORGANIZATION, type Organization } from './organization.js';
export { PROJECT, type Project } from './projects/project.js';
export { requirementAt, SUPERUSER } from './requirement.js';
export { holdTrees } from './resources/delete-resource-sql.js';
export { type ForgottenResource, forgetResources, urnKey } from './resources/forget-resources-sql.js';
export { lockParents } from './resources/place-sql.js';
export { resourceUrn } from './resources/resource.js';
export type { OrganizationStore } from './store.js';
export { userMessage } from './users/rpc.js';
export type { UserStore } from './users/store.js';
export { type User, userKey } from './users/user.js';

export interface OrganizationStores {
  readonly organizations: OrganizationStore;
  readonly projects: ProjectStore;
  readonly groups: GroupStore;
  readonly members: GroupMemberStore;
  readonly users: UserStore;
  readonly resources: ResourceStore;
}

export function sqlOrganizationStores(db: Database): OrganizationStores {
  return {
    organizations: sqlOrganizationStore(db),
    projects: sqlProjectStore(db),
    groups: sqlGroupStore(db),
    members: sqlGroupMemberStore(db),
    users: sqlUserStore(db),
    resources: sqlResourceStore(db),
  };
}

export interface OrganizationsDeps extends OrganizationStores {
  readonly clock: Clock;
  readonly random: Random;
  isPlatformAdmin(principal: Principal): Awaitable<boolean>;
}

/** Handlers of FrontierService. */
export function organizationsRpc(deps: OrganizationsDeps) {
  return {
    ...organizationRpc(deps),
    ...projectsRpc(deps),
    ...groupsRpc(deps),
    ...groupMembersRpc(deps),
    ...usersRpc(deps),
    ...resourcesRpc(deps),
  };
}

export interface OrganizationsAccessDeps extends Pick<OrganizationStores, 'organizations' | 'projects' | 'resources'> {
  /** Whether a permission of that slug is defined. */
  permissionExists(slug: string): Awaitable<boolean>;
}

/** Access rules of FrontierService. */
export function organizationsAccess(deps: OrganizationsAccessDeps) {
  return {
    ...organizationAccess(deps),
    ...projectsAccess(deps),
    ...groupsAccess(deps),
    ...usersAccess,
    ...resourcesAccess(deps),
  };
}

/** Handlers and access rules of AdminService. */
export const organizationsAdminRpc = organizationAdminRpc;
export const organizationsAdminAccess = organizationAdminAccess;
