// Creates a service user in an organization, still without a credential.
import { notFound } from '../kernel/errors.js';
import type { Written } from '../storage/index.js';
import type { CredentialsDeps } from './deps.js';
import type { ServiceUser } from './service-user.js';

export interface CreateServiceUser {
  /** Id or name. */
  readonly organization: string;
  readonly title: string;
  readonly metadata: Record<string, unknown>;
}

type Deps = Pick<CredentialsDeps, 'serviceUsers' | 'organizationId' | 'clock' | 'random'>;

/**
 * The service user is granted `app_organization_viewer`, as upstream. Throws not_found for an unknown organization and
 * failed_precondition for a disabled one.
 */
export async function createServiceUser(deps: Deps, input: CreateServiceUser): Promise<Written<ServiceUser>> {
  const organizationId = await deps.organizationId(input.organization);
  if (organizationId === undefined) throw notFound('organization');
  return deps.serviceUsers.create({
    id: deps.random.uuid(),
    organizationId,
    title: input.title,
    metadata: input.metadata,
    now: deps.clock.now(),
    policyId: deps.random.uuid(),
  });
}
