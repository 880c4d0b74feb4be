// Answers one secret of a service user, without its value.
import { notFound } from '../../kernel/errors.js';
import type { CredentialsDeps } from '../deps.js';
import { getServiceUser, type ServiceUserName } from '../get-service-user.js';
import type { Issued } from '../issued.js';

export interface SecretName extends ServiceUserName {
  readonly secretId: string;
}

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId' | 'secrets'>;

/** Throws not_found as getServiceUser does, and for a secret that is not this service user's. */
export async function getSecret(deps: Deps, name: SecretName): Promise<Issued> {
  const { id } = await getServiceUser(deps, name);
  const secret = await deps.secrets.find(id, name.secretId);
  if (secret === undefined) throw notFound('secret');
  return secret;
}
