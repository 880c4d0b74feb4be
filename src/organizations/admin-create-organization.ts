// Creates an organization for others.
import type { Written } from '../storage/index.js';
import type { CreateOrganizationDeps, CreateOrganizationInput } from './create-organization.js';
import type { Organization } from './organization.js';
import { newUser } from './users/create-user.js';

export interface AdminCreateOrganizationInput extends CreateOrganizationInput {
  /** Becomes its owner, and a user if there is none with the address; undefined: nobody owns it yet. */
  readonly orgOwnerEmail?: string | undefined;
}

/** Throws already_exists (`body.name`). */
export async function adminCreateOrganization(
  deps: CreateOrganizationDeps,
  { orgOwnerEmail, ...input }: AdminCreateOrganizationInput,
): Promise<Written<Organization>> {
  const { organizations, clock, random } = deps;
  const organization = { ...input, id: random.uuid(), now: new Date(clock.now()) };
  if (orgOwnerEmail === undefined) return organizations.create(organization);
  const user = newUser(deps, { email: orgOwnerEmail, title: '', avatar: '', metadata: {} });
  return organizations.create({ ...organization, owner: { user, policyId: random.uuid() } });
}
