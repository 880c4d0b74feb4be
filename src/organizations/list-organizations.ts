// Lists the organizations that a principal may get.
import type { ObjectRef } from '../kernel/object-ref.js';
import { type Principal, USER } from '../kernel/principal.js';
import type { Awaitable } from '../kernel/rpc.js';
import type { Page, StateFilter } from './input.js';
import type { Organization } from './organization.js';
import type { OrganizationStore } from './store.js';

export interface ListOrganizationsDeps {
  readonly organizations: OrganizationStore;
  isPlatformAdmin(principal: Principal): Awaitable<boolean>;
}

export interface ListOrganizationsInput {
  /** Only those this user may get; undefined: those the caller may, who if a platform administrator may get all. */
  readonly userId: string | undefined;
  readonly state: StateFilter;
  readonly page: Page | undefined;
}

export async function listOrganizations(
  deps: ListOrganizationsDeps,
  { userId, state, page }: ListOrganizationsInput,
  caller: Principal,
): Promise<readonly Organization[]> {
  return deps.organizations.list({ reachableBy: await reachableBy(deps, userId, caller), state, page });
}

async function reachableBy(
  deps: ListOrganizationsDeps,
  userId: string | undefined,
  caller: Principal,
): Promise<ObjectRef | undefined> {
  if (userId !== undefined) return { namespace: USER, id: userId };
  return (await deps.isPlatformAdmin(caller)) ? undefined : caller;
}
