// Who may call the RPCs of service users, secrets, keys and API tokens.
import { z } from 'zod';
import type { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { nameOrId, parse } from '../kernel/input.js';
import type { AccessRules, Requirement } from '../kernel/rpc.js';
import { ORGANIZATION, SUPERUSER } from '../organizations/index.js';
import type { CredentialsDeps } from './deps.js';
import { ServiceUserInput } from './input.js';
import type { credentialsRpc } from './rpc.js';
import { serviceUserRef } from './service-user.js';

type Rpcs = keyof ReturnType<typeof credentialsRpc>;

const MANAGE = 'app_organization_serviceusermanage';
const GET = 'app_organization_get';

const OrganizationById = z.object({ id: nameOrId });
const OrganizationByField = z.object({ orgId: nameOrId });

export function credentialsAccess({
  organizationId,
}: Pick<CredentialsDeps, 'organizationId'>): Pick<AccessRules<typeof FrontierService>, Rpcs> {
  // For an organization that is not there: administrators learn so from the handler, all others are denied as for one not theirs.
  const atOrganization = async (permission: string, idOrName: string): Promise<Requirement> => {
    const id = await organizationId(idOrName);
    return id === undefined ? SUPERUSER : { permission, object: { namespace: ORGANIZATION, id } };
  };
  return {
    createServiceUser: (request) => atOrganization(MANAGE, parse(OrganizationByField, request).orgId),
    listServiceUsers: (request) => atOrganization(GET, parse(OrganizationByField, request).orgId),
    listOrganizationServiceUsers: (request) => atOrganization(GET, parse(OrganizationById, request).id),
    getServiceUser: manage,
    deleteServiceUser: manage,
    enableServiceUser: manage,
    disableServiceUser: manage,
    createSecret: manage,
    listSecrets: manage,
    getSecret: manage,
    deleteSecret: manage,
    createKey: manage,
    listKeys: manage,
    getKey: 'public',
    deleteKey: manage,
    createToken: manage,
    listTokens: manage,
    deleteToken: manage,
  };
}

/** Asked at the service user, an organization's permission means: at its organization. Nobody holds it at one that is not there. */
function manage(request: unknown): Requirement {
  return { permission: MANAGE, object: serviceUserRef(parse(ServiceUserInput, request).id) };
}
