// Who and what is in a made-up world, by name, and lines about them picked at random.
import type { Seeded } from '../../support/seeded.js';

export interface Cast {
  readonly organizations: string[];
  readonly projects: string[];
  /** A group is only ever put into one that comes later, so that there is no cycle. */
  readonly groups: string[];
  /** The groups of somebody who is in very many. */
  readonly crowd: string[];
  readonly users: string[];
  readonly serviceUsers: string[];
  readonly roles: string[];
  /** `compute/order o1`, ... and the project that each lies in. */
  readonly resources: Map<string, string>;
  /** Resources that something was put under. */
  readonly folders: Set<string>;
  /** Lines that were told, to take back later. */
  readonly grants: string[];
  readonly joins: string[];
  /** Lines that bring back what was deleted. */
  readonly gone: string[];
}

const CUSTOM = [
  'compute_order_get',
  'compute_order_cancel',
  'compute_folder_get',
  'compute_folder_share',
  'storage_disk_mount',
];
const BUILT_IN = [
  'app_organization_administer',
  'app_organization_update',
  'app_organization_get',
  'app_organization_projectlist',
  'app_project_administer',
  'app_project_update',
  'app_project_get',
  'app_project_resourcelist',
  'app_group_administer',
  'app_group_update',
  'app_group_get',
];
const BUILT_IN_ROLES = [
  'app_organization_owner',
  'app_organization_viewer',
  'app_project_owner',
  'app_project_manager',
  'app_group_owner',
];

export function emptyCast(): Cast {
  const names = { organizations: [], projects: [], groups: [], crowd: [], users: [], serviceUsers: [], roles: [] };
  return { ...names, resources: new Map(), folders: new Set(), grants: [], joins: [], gone: [] };
}

export function everyone(cast: Cast): string[] {
  return [...cast.users, ...cast.serviceUsers, ...cast.groups];
}

/** Where policies may be made, but for the platform. */
export function everyPlace(cast: Cast): string[] {
  return [
    ...cast.organizations.map((name) => `organization ${name}`),
    ...cast.projects.map((name) => `project ${name}`),
    ...cast.groups.map((name) => `group ${name}`),
    ...cast.resources.keys(),
  ];
}

export function somePermissions(random: Seeded): string {
  return [...random.some(BUILT_IN, random.below(4)), ...random.some(CUSTOM, random.below(4))].join(' ');
}

/** `grant ... to SOMEBODY at SOMEWHERE`. */
export function grantTo(random: Seeded, cast: Cast, principal: string): string {
  const role = random.chance(0.3) ? random.pick(BUILT_IN_ROLES) : random.pick(cast.roles);
  const place = random.chance(0.05) ? 'platform' : random.pick(everyPlace(cast));
  const line = `grant ${role} to ${principal} at ${place}`;
  cast.grants.push(line);
  return line;
}

export function join(random: Seeded, cast: Cast): string {
  const number = random.below(cast.groups.length);
  const member = random.pick([...cast.users, ...cast.serviceUsers, ...cast.groups.slice(0, number)]);
  const line = `${member} in ${cast.groups[number]}`;
  cast.joins.push(line);
  return line;
}

/** What can be disabled. */
export function something(random: Seeded, cast: Cast): string {
  const kinds = [
    ...(random.chance(0.2) ? [() => `organization ${random.pick(cast.organizations)}`] : []),
    () => `project ${random.pick(cast.projects)}`,
    () => `group ${random.pick(cast.groups)}`,
    () => `group ${random.pick(cast.groups)}`,
    () => `user ${random.pick(cast.users)}`,
    () => `serviceuser ${random.pick(cast.serviceUsers)}`,
    () => `role ${random.pick(cast.roles)}`,
  ];
  return random.pick(kinds)();
}
