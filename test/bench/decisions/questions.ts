// Questions over the store: a third allowed by a grant of one's own, a third through a group, a third allowed by nothing as a rule.
import type { AskedQuestion } from '../../../src/decisions/check-permission.js';
import type { Seeded } from '../../support/seeded.js';
import { grantOf, groupGrants, principalKey, resourceKey } from './grants.js';
import {
  GROUPS_PER_ORGANIZATION,
  PRINCIPALS_PER_ORGANIZATION,
  PROJECTS_PER_ORGANIZATION,
  RESOURCES_PER_PROJECT,
} from './scale.js';

export interface Store {
  readonly organizations: number;
  readonly grants: number;
}

export interface Expected {
  readonly question: AskedQuestion;
  /** Undefined: either may be. */
  readonly outcome: 'allowed' | undefined;
}

const KINDS = [ownGrant, throughGroup, anything];

export function questionsOf(store: Store, count: number, random: Seeded): readonly Expected[] {
  return Array.from({ length: count }, (_, number) => (KINDS[number % KINDS.length] as typeof ownGrant)(store, random));
}

export function ask(principal: string, object: string): AskedQuestion {
  const colon = object.indexOf(':');
  return {
    principal,
    permission: 'get',
    object: { namespace: object.slice(0, colon), id: object.slice(colon + 1) },
    objectField: 'resource',
  };
}

function ownGrant({ organizations, grants }: Store, random: Seeded): Expected {
  const first = groupGrants(organizations);
  const { principal, resource } = grantOf(first + random.below(grants - first), organizations);
  return { question: ask(principal, resource), outcome: 'allowed' };
}

function throughGroup({ organizations }: Store, random: Seeded): Expected {
  const organization = random.below(organizations);
  const project = random.below(PROJECTS_PER_ORGANIZATION);
  const turns = PRINCIPALS_PER_ORGANIZATION / GROUPS_PER_ORGANIZATION;
  const member = project + random.below(turns) * GROUPS_PER_ORGANIZATION;
  const principal = organization * PRINCIPALS_PER_ORGANIZATION + member;
  const resource = (organization * PROJECTS_PER_ORGANIZATION + project) * RESOURCES_PER_PROJECT;
  const object = resourceKey(resource + random.below(RESOURCES_PER_PROJECT));
  return { question: ask(principalKey(principal), object), outcome: 'allowed' };
}

function anything({ organizations }: Store, random: Seeded): Expected {
  const organization = random.below(organizations);
  const resources = PROJECTS_PER_ORGANIZATION * RESOURCES_PER_PROJECT;
  const principal = principalKey(
    organization * PRINCIPALS_PER_ORGANIZATION + random.below(PRINCIPALS_PER_ORGANIZATION),
  );
  const object = resourceKey(organization * resources + random.below(resources));
  return { question: ask(principal, object), outcome: undefined };
}
