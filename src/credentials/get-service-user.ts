// Answers one service user, for a caller who may name its organization too.
import { notFound } from '../kernel/errors.js';
import type { CredentialsDeps } from './deps.js';
import type { ServiceUser } from './service-user.js';

export interface ServiceUserName {
  readonly id: string;
  /** Id or name of its organization; undefined: not checked. */
  readonly organization: string | undefined;
}

export type GetServiceUserDeps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId'>;

/** Throws not_found when there is none of that id, or when `organization` is not its own. */
export async function getServiceUser(deps: GetServiceUserDeps, name: ServiceUserName): Promise<ServiceUser> {
  const serviceUser = await deps.serviceUsers.find(name.id);
  if (serviceUser === undefined) throw notFound('service user');
  if (name.organization === undefined) return serviceUser;
  const organizationId = await deps.organizationId(name.organization);
  if (organizationId === undefined || organizationId !== serviceUser.organizationId) throw notFound('service user');
  return serviceUser;
}
