// Organizations: who may call.
import { z } from 'zod';
import type { AdminService } from '../../gen/raystack/frontier/v1beta1/admin_pb.js';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { nameOrId, parse, uuid } from '../kernel/input.js';
import { USER } from '../kernel/principal.js';
import type { AccessRules } from '../kernel/rpc.js';
import { optional } from './input.js';
import { ORGANIZATION } from './organization.js';
import { requirementAt, SUPERUSER } from './requirement.js';
import type { OrganizationStore } from './store.js';

const ByKey = z.object({ id: nameOrId });
const OfUser = z.object({ userId: optional(uuid) });

type Rpcs =
  | 'createOrganization'
  | 'listOrganizations'
  | 'getOrganization'
  | 'updateOrganization'
  | 'deleteOrganization'
  | 'enableOrganization'
  | 'disableOrganization';

export interface OrganizationAccessDeps {
  readonly organizations: OrganizationStore;
}

export function organizationAccess(deps: OrganizationAccessDeps): Pick<AccessRules<typeof FrontierService>, Rpcs> {
  const atOrganization = (permission: string) => (request: { readonly id: string }) => {
    const key = parse(ByKey, request).id;
    return requirementAt({ permission, namespace: ORGANIZATION, key, find: deps.organizations.get });
  };
  return {
    createOrganization: (_, principal) => (principal.namespace === USER ? 'authenticated' : SUPERUSER),
    listOrganizations: (request, principal) => {
      const { userId } = parse(OfUser, request);
      const ownOnly = userId === undefined || (principal.namespace === USER && principal.id === userId);
      return ownOnly ? 'authenticated' : SUPERUSER;
    },
    getOrganization: atOrganization('app_organization_get'),
    updateOrganization: atOrganization('app_organization_update'),
    deleteOrganization: atOrganization('app_organization_delete'),
    enableOrganization: SUPERUSER,
    disableOrganization: SUPERUSER,
  };
}

export const organizationAdminAccess: Pick<AccessRules<typeof AdminService>, 'adminCreateOrganization'> = {
  adminCreateOrganization: SUPERUSER,
};
