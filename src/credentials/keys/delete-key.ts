// Deletes one key of a service user; what it signed and every token minted with it are refused from then on.
import { notFound } from '../../kernel/errors.js';
import type { Written } from '../../storage/index.js';
import type { CredentialsDeps } from '../deps.js';
import { getServiceUser, type ServiceUserName } from '../get-service-user.js';

export interface DeleteKey extends ServiceUserName {
  readonly keyId: string;
}

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId' | 'keys'>;

/** Throws not_found as getServiceUser does, and for a key that is not this service user's. */
export async function deleteKey(deps: Deps, name: DeleteKey): Promise<Written<void>> {
  const { id } = await getServiceUser(deps, name);
  const { value: deleted, revision } = await deps.keys.delete(id, name.keyId);
  if (!deleted) throw notFound('key');
  return { value: undefined, revision };
}
