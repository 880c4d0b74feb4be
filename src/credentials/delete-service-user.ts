// Deletes a service user with its credentials and everything that names it.
import { failedPrecondition, notFound } from '../kernel/errors.js';
import { BOOTSTRAP_SERVICE_USER_ID } from '../permissions/index.js';
import type { Written } from '../storage/index.js';
import { type GetServiceUserDeps, getServiceUser, type ServiceUserName } from './get-service-user.js';

/** Throws not_found as getServiceUser does, and failed_precondition for the bootstrap service user. */
export async function deleteServiceUser(deps: GetServiceUserDeps, name: ServiceUserName): Promise<Written<void>> {
  const { id } = await getServiceUser(deps, name);
  if (id === BOOTSTRAP_SERVICE_USER_ID)
    throw failedPrecondition('SERVICE_USER_BUILT_IN', 'the bootstrap service user cannot be deleted');
  const { value: deleted, revision } = await deps.serviceUsers.delete(id);
  if (!deleted) throw notFound('service user');
  return { value: undefined, revision };
}
