// The grants of the store, one by one by number: to groups at projects first, then to principals at resources.
import { idOf } from './ids.js';
import {
  FOLDERS_PER_PROJECT,
  GROUPS_PER_ORGANIZATION,
  PRINCIPALS_PER_ORGANIZATION,
  PROJECTS_PER_ORGANIZATION,
  RESOURCES_PER_PROJECT,
} from './scale.js';

export interface Grant {
  /** `namespace:id`, as is `resource`. */
  readonly principal: string;
  readonly resource: string;
}

const RESOURCES_PER_ORGANIZATION = PROJECTS_PER_ORGANIZATION * RESOURCES_PER_PROJECT;

/** As many as organizations have projects: each project has one group that holds the role on it. */
export function groupGrants(organizations: number): number {
  return organizations * PROJECTS_PER_ORGANIZATION;
}

/** Grant number `number` in a store of so many organizations; principals get theirs in turns. */
export function grantOf(number: number, organizations: number): Grant {
  if (number < groupGrants(organizations)) {
    const organization = Math.floor(number / PROJECTS_PER_ORGANIZATION);
    const group = organization * GROUPS_PER_ORGANIZATION + (number % PROJECTS_PER_ORGANIZATION);
    return { principal: `app/group:${idOf('group', group)}`, resource: `app/project:${idOf('project', number)}` };
  }
  const principals = organizations * PRINCIPALS_PER_ORGANIZATION;
  const [principal, turn] = [number % principals, Math.floor(number / principals)];
  return { principal: principalKey(principal), resource: resourceKey(grantedResource(principal, turn)) };
}

/** 211 and 2,000 have no common factor, so no principal is granted the same resource twice. */
function grantedResource(principal: number, turn: number): number {
  const organization = Math.floor(principal / PRINCIPALS_PER_ORGANIZATION);
  const within = (principal * 37 + turn * 211 + 17) % RESOURCES_PER_ORGANIZATION;
  return organization * RESOURCES_PER_ORGANIZATION + within;
}

export function principalKey(number: number): string {
  return number % 10 === 9 ? `app/serviceuser:${idOf('serviceuser', number)}` : `app/user:${idOf('user', number)}`;
}

export function resourceKey(number: number): string {
  const isFolder = number % RESOURCES_PER_PROJECT < FOLDERS_PER_PROJECT;
  return `${isFolder ? 'compute/folder' : 'compute/order'}:${idOf('resource', number)}`;
}
