// The tree and the grants of the store in SpiceDB's terms: a relation for the role, arrows for what holds below.
import { grantOf, principalKey, resourceKey } from '../decisions/grants.js';
import { idOf } from '../decisions/ids.js';
import {
  FOLDERS_PER_PROJECT,
  GROUPS_PER_ORGANIZATION,
  PRINCIPALS_PER_ORGANIZATION,
  PROJECTS_PER_ORGANIZATION,
  RESOURCES_PER_PROJECT,
} from '../decisions/scale.js';

/** `object#relation@subject#subjectRelation`; objects are `type:id`. */
export interface Relation {
  readonly object: string;
  readonly relation: string;
  readonly subject: string;
  readonly subjectRelation?: string;
}

const READER = 'relation reader: app/user | app/serviceuser | app/group#member';

export const SCHEMA = `
definition app/user {}
definition app/serviceuser {}
definition app/group {
  relation member: app/user | app/serviceuser | app/group#member
}
definition app/organization {
  ${READER}
  permission get_below = reader
}
definition app/project {
  relation organization: app/organization
  ${READER}
  permission get_below = reader + organization->get_below
}
definition compute/folder {
  relation project: app/project
  relation parent: compute/folder
  ${READER}
  permission get = reader + parent->get + project->get_below
}
definition compute/order {
  relation project: app/project
  relation parent: compute/folder
  ${READER}
  permission get = reader + parent->get + project->get_below
}`;

export interface StoreSize {
  readonly organizations: number;
  readonly grants: number;
}

/** As `fillTree` and `loadGrants` fill ours. */
export function* relationsOf({ organizations, grants }: StoreSize): Iterable<Relation> {
  yield* projects(organizations);
  yield* memberships(organizations);
  yield* resources(organizations);
  for (let number = 0; number < grants; number += 1) {
    const { principal, resource } = grantOf(number, organizations);
    const group = principal.startsWith('app/group:');
    yield { object: resource, relation: 'reader', subject: principal, ...(group && { subjectRelation: 'member' }) };
  }
}

function* projects(organizations: number): Iterable<Relation> {
  for (let number = 0; number < organizations * PROJECTS_PER_ORGANIZATION; number += 1) {
    const organization = Math.floor(number / PROJECTS_PER_ORGANIZATION);
    const subject = `app/organization:${idOf('organization', organization)}`;
    yield { object: projectKey(number), relation: 'organization', subject };
  }
}

/** Each principal is in two groups. */
function* memberships(organizations: number): Iterable<Relation> {
  for (let number = 0; number < organizations * PRINCIPALS_PER_ORGANIZATION; number += 1) {
    const first = Math.floor(number / PRINCIPALS_PER_ORGANIZATION) * GROUPS_PER_ORGANIZATION;
    for (const group of [number, number * 7 + 3]) {
      const id = idOf('group', first + (group % GROUPS_PER_ORGANIZATION));
      yield { object: `app/group:${id}`, relation: 'member', subject: principalKey(number) };
    }
  }
}

/** Folders lie in a project; the rest in one of its folders, from which the project follows. */
function* resources(organizations: number): Iterable<Relation> {
  const count = organizations * PROJECTS_PER_ORGANIZATION * RESOURCES_PER_PROJECT;
  for (let number = 0; number < count; number += 1) {
    const within = number % RESOURCES_PER_PROJECT;
    const object = resourceKey(number);
    if (within < FOLDERS_PER_PROJECT) {
      yield { object, relation: 'project', subject: projectKey(Math.floor(number / RESOURCES_PER_PROJECT)) };
    } else {
      const folder = number - within + (number % FOLDERS_PER_PROJECT);
      yield { object, relation: 'parent', subject: resourceKey(folder) };
    }
  }
}

function projectKey(number: number): string {
  return `app/project:${idOf('project', number)}`;
}
