// Ends an API token at the wish of its service user (RFC 7009): unlike an access token it is kept, so it is deleted.
import type { ApiTokenStore, VerifySecretDeps } from '../credentials/index.js';
import { notAuthorized } from '../kernel/errors.js';
import type { Principal } from '../kernel/principal.js';
import type { Holds } from '../permissions/index.js';
import { countingStoredToken } from './counting-stored-token.js';
import { mayEnd } from './may-end.js';

export interface RevokeApiTokenDeps extends VerifySecretDeps {
  readonly apiTokens: Pick<ApiTokenStore, 'delete'>;
  readonly holds: Holds;
}

/** The revision of the write; empty when it did not count anyway. Rejects with permission_denied when it is neither the caller's nor of a service user that the caller manages. */
export async function revokeApiToken(deps: RevokeApiTokenDeps, text: string, caller: Principal): Promise<string> {
  const found = await countingStoredToken(deps, text);
  if (found === undefined) return '';
  const { kind, serviceUser } = found;
  if (kind !== 'api_token') throw notAuthorized('TOKEN_NOT_YOURS');
  if (serviceUser.id !== caller.id && !(await mayEnd(deps.holds, serviceUser.id, caller)))
    throw notAuthorized('TOKEN_NOT_YOURS');
  const { revision } = await deps.apiTokens.delete(serviceUser.id, found.id);
  return revision;
}
