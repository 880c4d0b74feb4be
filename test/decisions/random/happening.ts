// What happens in a made-up world once it is there.
import type { Seeded } from '../../support/seeded.js';
import { type Cast, everyone, grantTo, join, somePermissions, something } from './cast.js';

/** The lines of one event; none when there is nothing to take back. */
export function happening(random: Seeded, cast: Cast): readonly string[] {
  const resource = random.pick([...cast.resources.keys()]);
  const events: readonly (() => readonly string[])[] = [
    () => [join(random, cast)],
    () => [grantTo(random, cast, random.pick(everyone(cast)))],
    () => [`disable ${something(random, cast)}`],
    () => [`enable ${something(random, cast)}`],
    () => takeBack(random, cast.joins).map((line) => line.replace(' in ', ' leaves ')),
    () => takeBack(random, cast.grants).map((line) => line.replace('grant', 'revoke').replace(' to ', ' from ')),
    () => [`role ${random.pick(cast.roles)}: ${somePermissions(random)}`],
    () => [`${random.pick(['owner', 'no owner'])} ${random.pick(everyone(cast))} of ${resource}`],
    () => [`${random.pick(['', 'no '])}platform ${random.pick(['admin', 'member'])} ${random.pick(cast.users)}`],
    () => [`move ${resource} in ${cast.resources.get(resource)}`],
    () => remove(random, cast),
    () => takeBack(random, cast.gone).map((line) => restored(cast, line)),
    () => inCrowd(random, cast),
    () => inCrowd(random, cast),
  ];
  return random.pick(events)();
}

/** Something about a group of somebody who is in very many. */
function inCrowd(random: Seeded, cast: Cast): readonly string[] {
  if (cast.crowd.length === 0) return [];
  const group = random.chance(0.3) ? (cast.crowd.at(-1) as string) : random.pick(cast.crowd);
  return random.chance(0.5) ? [`${random.pick(['disable', 'enable'])} group ${group}`] : [grantTo(random, cast, group)];
}

function takeBack(random: Seeded, lines: string[]): string[] {
  return lines.length === 0 ? [] : lines.splice(random.below(lines.length), 1);
}

/** Deletes something that nothing lies below. */
function remove(random: Seeded, cast: Cast): readonly string[] {
  const [kind, name] = random.pick([
    ...[...cast.resources.keys()]
      .filter((resource) => !cast.folders.has(resource))
      .map((resource) => resource.split(' ')),
    ...cast.users.slice(2).map((user) => ['user', user]),
    ...cast.groups
      .filter((group) => !cast.crowd.includes(group))
      .slice(4)
      .map((group) => ['group', group]),
    ['permission', 'compute/order cancel'],
  ]) as [string, string];
  if (kind === 'permission') return permissionGone(cast);
  const text = `${kind} ${name}`;
  cast.gone.push(comesBackAs(cast, kind, name));
  cast.resources.delete(text);
  for (const names of [cast.users, cast.groups]) drop(names, (other) => other === name);
  for (const lines of [cast.grants, cast.joins]) drop(lines, (line) => line.split(' ').includes(name));
  return [`delete ${text}`];
}

function permissionGone(cast: Cast): readonly string[] {
  const line = 'permission compute/order cancel';
  if (cast.gone.includes(line)) return [];
  cast.gone.push(line);
  return [`no ${line}`];
}

function comesBackAs(cast: Cast, kind: string, name: string): string {
  if (kind === 'user') return `user ${name}`;
  if (kind === 'group') return `group ${name} in ${cast.organizations.find((org) => name.startsWith(org)) ?? 'acme'}`;
  return `resource ${kind} ${name} in ${cast.resources.get(`${kind} ${name}`)}`;
}

/** The line, once what it brings back is in the cast again. */
function restored(cast: Cast, line: string): string {
  const [kind, first = '', name = '', , project = ''] = line.split(' ');
  if (kind === 'user') cast.users.push(first);
  if (kind === 'group') cast.groups.push(first);
  if (kind === 'resource') cast.resources.set(`${first} ${name}`, project);
  return line;
}

function drop(lines: string[], which: (line: string) => boolean): void {
  for (let index = lines.length - 1; index >= 0; index -= 1) if (which(lines[index] as string)) lines.splice(index, 1);
}
