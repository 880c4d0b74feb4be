// Enables or disables a service user, and with it its credentials and tokens.
import { failedPrecondition, notFound } from '../kernel/errors.js';
import { BOOTSTRAP_SERVICE_USER_ID } from '../permissions/index.js';
import type { State, Written } from '../storage/index.js';
import type { CredentialsDeps } from './deps.js';
import { getServiceUser, type ServiceUserName } from './get-service-user.js';
import type { ServiceUser } from './service-user.js';

export interface SetServiceUserState extends ServiceUserName {
  readonly state: State;
}

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId' | 'clock'>;

/**
 * No error when it is in that state already. Disabling ends every token handed out before, for good.
 * Throws not_found as getServiceUser does, and failed_precondition when the bootstrap service user is to be disabled.
 */
export async function setServiceUserState(deps: Deps, input: SetServiceUserState): Promise<Written<ServiceUser>> {
  const { id } = await getServiceUser(deps, input);
  if (id === BOOTSTRAP_SERVICE_USER_ID && input.state === 'disabled')
    throw failedPrecondition('SERVICE_USER_BUILT_IN', 'the bootstrap service user cannot be disabled');
  const { value, revision } = await deps.serviceUsers.setState(id, input.state, deps.clock.now());
  if (value === undefined) throw notFound('service user');
  return { value, revision };
}
