// Ends an API token at the wish of its service user (RFC 7009): unlike an access token it is kept, so it is deleted.
import type { ApiTokenStore, VerifySecretDeps } from '../credentials/index.js';
import { notAuthorized } from '../kernel/errors.js';
import type { Principal } from '../kernel/principal.js';
import { countingStoredToken } from './counting-stored-token.js';

export interface RevokeApiTokenDeps extends VerifySecretDeps {
  readonly apiTokens: Pick<ApiTokenStore, 'delete'>;
}

/** The revision of the write; empty when it did not count anyway. Rejects with permission_denied when it is not the caller's. */
export async function revokeApiToken(deps: RevokeApiTokenDeps, text: string, caller: Principal): Promise<string> {
  const found = await countingStoredToken(deps, text);
  if (found === undefined) return '';
  if (found.kind !== 'api_token' || found.serviceUser.id !== caller.id) throw notAuthorized('TOKEN_NOT_YOURS');
  const { revision } = await deps.apiTokens.delete(found.serviceUser.id, found.id);
  return revision;
}
