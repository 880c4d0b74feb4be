// Lists the API tokens of a service user, without their values.
import { refusalOf } from '../credential.js';
import type { CredentialsDeps } from '../deps.js';
import { getServiceUser, type ServiceUserName } from '../get-service-user.js';
import type { ApiToken } from './api-token.js';

export interface ListedToken extends ApiToken {
  /** Whether it authenticates now. */
  readonly isValid: boolean;
}

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId' | 'apiTokens' | 'reader' | 'clock'>;

/** By creation, expired ones too. Throws not_found as getServiceUser does. */
export async function listTokens(deps: Deps, name: ServiceUserName): Promise<readonly ListedToken[]> {
  const { id } = await getServiceUser(deps, name);
  const tokens = await deps.apiTokens.list(id);
  const now = deps.clock.now();
  return Promise.all(tokens.map(async (token) => ({ ...token, isValid: await counts(deps, token.id, now) })));
}

async function counts({ reader }: Deps, id: string, now: number): Promise<boolean> {
  const credential = await reader.find(id);
  return credential !== undefined && refusalOf(credential, now) === undefined;
}
