// Replaces an organization's title, avatar and metadata.
import type { Clock } from '../kernel/clock.js';
import type { Written } from '../storage/index.js';
import { checkFixed, found } from './found.js';
import type { Organization, OrganizationDetails } from './organization.js';
import type { OrganizationStore } from './store.js';

export interface UpdateOrganizationDeps {
  readonly organizations: OrganizationStore;
  readonly clock: Clock;
}

export interface UpdateOrganizationInput extends OrganizationDetails {
  /** Id or name of the organization. */
  readonly key: string;
  /** Repeats the stored one, or undefined. */
  readonly name?: string | undefined;
}

/** Throws not_found, and invalid_argument for another name. */
export async function updateOrganization(
  { organizations, clock }: UpdateOrganizationDeps,
  { key, name, ...details }: UpdateOrganizationInput,
): Promise<Written<Organization>> {
  const organization = found(await organizations.get(key), 'organization');
  checkFixed([{ field: 'body.name', given: name, stored: organization.name }]);
  return organizations.update(organization.id, { ...details, now: new Date(clock.now()) });
}
