// The store that is asked: the tree of the benchmark of decisions with its grants, and a service user who holds some.

import type { BenchDatabase } from '../database.js';
import { type Grant, grantOf, groupGrants, principalKey, resourceKey } from '../decisions/grants.js';
import { loadGrants } from '../decisions/load-grants.js';
import { PRINCIPALS_PER_ORGANIZATION, PROJECTS_PER_ORGANIZATION, RESOURCES_PER_PROJECT } from '../decisions/scale.js';
import { fillTree } from '../decisions/tree-sql.js';
import type { StoreSize } from './spicedb-data.js';

export async function fillStore({ db, client }: BenchDatabase, { organizations, grants }: StoreSize): Promise<void> {
  await fillTree(db, organizations);
  await loadGrants(db, { organizations, from: 0, to: grants });
  await client.query('vacuum analyze');
}

/** A grant to a service user, who can have a credential. */
export function askedGrant({ organizations, grants }: StoreSize): Grant {
  for (let number = groupGrants(organizations); number < grants; number += 1) {
    const grant = grantOf(number, organizations);
    if (grant.principal.startsWith('app/serviceuser:') && grant.resource.startsWith('compute/order:')) return grant;
  }
  throw new Error(`none of ${grants} grants is to a service user`);
}

/** Questions number `from` and on, of which no two are alike: principals in turn, each about another resource of its organization. */
export function questions({ organizations }: StoreSize, from: number, count: number) {
  const perOrganization = PROJECTS_PER_ORGANIZATION * RESOURCES_PER_PROJECT;
  return Array.from({ length: count }, (_, index) => {
    const number = from + index;
    const principal = number % (organizations * PRINCIPALS_PER_ORGANIZATION);
    const organization = Math.floor(principal / PRINCIPALS_PER_ORGANIZATION);
    const resource = organization * perOrganization + ((number * 7) % perOrganization);
    return { subject: principalKey(principal), resource: resourceKey(resource), permission: 'get' };
  });
}
