// How a made-up world begins.
import type { Seeded } from '../../support/seeded.js';
import { type Cast, everyone, grantTo, join, somePermissions, something } from './cast.js';

const TYPES = ['compute/order', 'compute/folder', 'storage/disk'];
/** More than are held whole. */
const VERY_MANY_GROUPS = 70;
const VERY_MANY_GRANTS = 270;

/** The lines of a world's beginning; fills the cast. */
export function opening(random: Seeded, cast: Cast): readonly string[] {
  return [
    'permission compute/order get',
    'permission compute/order cancel',
    'permission compute/folder get',
    'permission compute/folder share',
    'permission storage/disk mount',
    ...tree(random, cast),
    ...principals(cast),
    ...roles(random, cast),
    ...Array.from({ length: 25 }, () => join(random, cast)),
    ...Array.from({ length: 45 }, () => grantTo(random, cast, random.pick(everyone(cast)))),
    ...owners(random, cast),
    ...(random.chance(0.6) ? veryManyGroups(random, cast) : []),
    ...(random.chance(0.6) ? veryManyGrants(random, cast) : []),
    `platform admin ${random.pick(cast.users)}`,
    `platform member ${random.pick(cast.users)}`,
    ...Array.from({ length: 4 }, () => `disable ${something(random, cast)}`),
  ];
}

function tree(random: Seeded, cast: Cast): string[] {
  const lines: string[] = [];
  for (const organization of ['acme', 'beta', 'gamma'].slice(0, 2 + random.below(2))) {
    const projects = [`${organization}-p0`, `${organization}-p1`];
    const groups = Array.from({ length: 4 }, (_, number) => `${organization}-g${number}`);
    cast.organizations.push(organization);
    cast.projects.push(...projects);
    cast.groups.push(...groups);
    lines.push(`organization ${organization}`, ...groups.map((name) => `group ${name} in ${organization}`));
    for (const project of projects)
      lines.push(`project ${project} in ${organization}`, ...resources(random, cast, project));
  }
  return lines;
}

function resources(random: Seeded, cast: Cast, project: string): string[] {
  const parents: string[] = [];
  return Array.from({ length: 5 }, (_, number) => {
    const resource = `${random.pick(TYPES)} ${project}-r${number}`;
    const place = parents.length > 0 && random.chance(0.6) ? random.pick(parents) : undefined;
    parents.push(resource);
    cast.resources.set(resource, project);
    if (place !== undefined) cast.folders.add(place);
    return `resource ${resource} ${place === undefined ? `in ${project}` : `under ${place}`}`;
  });
}

function principals(cast: Cast): string[] {
  cast.users.push('u0', 'u1', 'u2', 'u3', 'u4');
  cast.serviceUsers.push(...cast.organizations.map((organization) => `${organization}-bot`), 'root');
  return [
    ...cast.users.map((name) => `user ${name}`),
    ...cast.organizations.map((organization) => `serviceuser ${organization}-bot in ${organization}`),
    'serviceuser root',
  ];
}

function roles(random: Seeded, cast: Cast): string[] {
  const ofPlatform = ['r0', 'r1', 'r2', 'r3'];
  cast.roles.push(...ofPlatform, ...cast.organizations.map((organization) => `${organization}-r`));
  return [
    ...ofPlatform.map((name) => `role ${name}: ${somePermissions(random)}`),
    ...cast.organizations.map(
      (organization) => `role ${organization}-r of ${organization}: ${somePermissions(random)}`,
    ),
  ];
}

function owners(random: Seeded, cast: Cast): string[] {
  const owned = [...cast.resources.keys()].filter(() => random.chance(0.7));
  return owned.map((resource) => `owner ${random.pick(everyone(cast))} of ${resource}`);
}

/** A user or group in very many groups. */
function veryManyGroups(random: Seeded, cast: Cast): string[] {
  const organization = random.pick(cast.organizations);
  const groups = Array.from({ length: VERY_MANY_GROUPS }, (_, number) => `many${number}`);
  const member = random.pick(['deep', ...cast.users]);
  const memberships = groups.map((name) => `${member} in ${name}`);
  const above = random.some(groups, 6).map((name) => `${name} in ${organization}-g3`);
  const grants = random.some(groups, 12).map((name) => grantTo(random, cast, name));
  cast.groups.unshift('deep', ...groups.slice(0, 6));
  cast.crowd.push(...groups, `${organization}-g3`);
  cast.joins.push(...above, ...random.some(memberships, 12));
  return [
    ...['deep', ...groups].map((name) => `group ${name} in ${organization}`),
    `${random.pick(cast.users)} in deep`,
    ...memberships,
    ...above,
    ...grants,
  ];
}

/** A principal with very many grants. */
function veryManyGrants(random: Seeded, cast: Cast): string[] {
  const project = random.pick(cast.projects);
  const owner = random.pick(everyone(cast));
  const disks = Array.from({ length: VERY_MANY_GRANTS }, (_, number) => `storage/disk far${number}`);
  cast.resources.set('storage/disk far0', project);
  return [
    ...disks.map((disk) => `resource ${disk} in ${project}`),
    ...disks.map((disk) => `owner ${owner} of ${disk}`),
  ];
}
