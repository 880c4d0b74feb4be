// Deletes one secret of a service user; it and every token minted with it are refused from then on.
import { notFound } from '../../kernel/errors.js';
import type { Written } from '../../storage/index.js';
import type { CredentialsDeps } from '../deps.js';
import { getServiceUser } from '../get-service-user.js';
import type { SecretName } from './get-secret.js';

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId' | 'secrets'>;

/** Throws not_found as getServiceUser does, and for a secret that is not this service user's. */
export async function deleteSecret(deps: Deps, name: SecretName): Promise<Written<void>> {
  const { id } = await getServiceUser(deps, name);
  const { value: deleted, revision } = await deps.secrets.delete(id, name.secretId);
  if (!deleted) throw notFound('secret');
  return { value: undefined, revision };
}
