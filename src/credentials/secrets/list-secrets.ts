// Lists the secrets of a service user, without their values.
import type { CredentialsDeps } from '../deps.js';
import { getServiceUser, type ServiceUserName } from '../get-service-user.js';
import type { Issued } from '../issued.js';

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId' | 'secrets'>;

/** By creation, expired ones too. Throws not_found as getServiceUser does. */
export async function listSecrets(deps: Deps, name: ServiceUserName): Promise<readonly Issued[]> {
  const { id } = await getServiceUser(deps, name);
  return deps.secrets.list(id);
}
