// Creates an organization; the user who calls becomes its owner.
import type { Clock } from '../kernel/clock.js';
import type { Principal } from '../kernel/principal.js';
import type { Random } from '../kernel/random.js';
import type { Written } from '../storage/index.js';
import type { Organization, OrganizationDetails } from './organization.js';
import type { OrganizationStore } from './store.js';

export interface CreateOrganizationDeps {
  readonly organizations: OrganizationStore;
  readonly clock: Clock;
  readonly random: Random;
}

export interface CreateOrganizationInput extends OrganizationDetails {
  readonly name: string;
}

/** A service user is of another organization, so it gets no policy here (decision rule 9). Throws already_exists (`body.name`). */
export async function createOrganization(
  { organizations, clock, random }: CreateOrganizationDeps,
  input: CreateOrganizationInput,
  caller: Principal,
): Promise<Written<Organization>> {
  const creator = { principal: caller, policyId: random.uuid() };
  return organizations.create({ ...input, id: random.uuid(), now: new Date(clock.now()), creator });
}
