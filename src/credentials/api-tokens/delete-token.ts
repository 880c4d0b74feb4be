// Deletes one API token of a service user; it is refused from then on.
import { notFound } from '../../kernel/errors.js';
import type { Written } from '../../storage/index.js';
import type { CredentialsDeps } from '../deps.js';
import { getServiceUser, type ServiceUserName } from '../get-service-user.js';

export interface TokenName extends ServiceUserName {
  readonly tokenId: string;
}

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId' | 'apiTokens'>;

/** Throws not_found as getServiceUser does, and for a token that is not this service user's. */
export async function deleteToken(deps: Deps, name: TokenName): Promise<Written<void>> {
  const { id } = await getServiceUser(deps, name);
  const { value: deleted, revision } = await deps.apiTokens.delete(id, name.tokenId);
  if (!deleted) throw notFound('token');
  return { value: undefined, revision };
}
