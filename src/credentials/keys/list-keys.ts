// Lists the keys of a service user.
import type { CredentialsDeps } from '../deps.js';
import { getServiceUser, type ServiceUserName } from '../get-service-user.js';
import type { Key } from './key.js';

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId' | 'keys'>;

/** By creation, expired ones too. Throws not_found as getServiceUser does. */
export async function listKeys(deps: Deps, name: ServiceUserName): Promise<readonly Key[]> {
  const { id } = await getServiceUser(deps, name);
  return deps.keys.list(id);
}
