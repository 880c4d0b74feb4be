// Lists an organization's service users.
import { notFound } from '../kernel/errors.js';
import type { State } from '../storage/index.js';
import type { CredentialsDeps } from './deps.js';
import type { ServiceUser } from './service-user.js';

export interface ListServiceUsers {
  /** Id or name. */
  readonly organization: string;
  /** Undefined: enabled and disabled ones. */
  readonly state?: State | undefined;
}

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId'>;

/** By creation. Throws not_found for an unknown organization. */
export async function listServiceUsers(deps: Deps, input: ListServiceUsers): Promise<readonly ServiceUser[]> {
  const organizationId = await deps.organizationId(input.organization);
  if (organizationId === undefined) throw notFound('organization');
  return deps.serviceUsers.list(organizationId, input.state);
}
