// The world of a soak: small, so that the same things are changed and asked about again and again.
import { refKey } from '../../src/kernel/object-ref.js';
import type { Database } from '../../src/storage/index.js';
import { createWorld, type Fact, type World } from '../support/world.js';

/** One thing that is so or is not, and that one writer at a time changes. */
export interface Slot {
  /** The change that a write of it tells the feed, `kind key`. */
  readonly change: string;
  /** What the model learns when it is made so, or not so. */
  fact(so: boolean): Fact;
  /** The call that does it. */
  write(so: boolean): { readonly rpc: string; readonly message: object };
  /** As it is in the beginning. */
  readonly so: boolean;
}

export interface Scene {
  readonly world: World;
  readonly slots: readonly Slot[];
  /** Keys. */
  readonly principals: readonly string[];
  readonly objects: readonly string[];
  /** One of each for every loop of the new-enemy scenario, with which nobody else interferes. */
  readonly enemies: readonly Enemy[];
}

export interface Enemy {
  readonly principal: string;
  readonly object: string;
  /** Whether the principal is in the group, and whether the group holds a role at the object: never both. */
  readonly member: Slot;
  readonly grant: Slot;
}

const ORGANIZATIONS = ['acme', 'globex'];
const GROUPS = ['g0', 'g1', 'g2', 'g3'];
const USERS = Array.from({ length: 10 }, (_, number) => `user${number}`);
const PROJECTS = ['p0', 'p1'];
const ORDERS = ['o0', 'o1', 'o2'];
const READER = 'reader';

export async function createScene(db: Database, enemies: number): Promise<Scene> {
  const world = await createWorld(db);
  await world.tell([...definitions(), ...USERS.map((user) => `user ${user}`), ...ORGANIZATIONS.flatMap(organization)]);
  await world.tell(Array.from({ length: enemies }, (_, number) => enemyLines(number)).flat());
  const role = roleId(world);
  const within = ORGANIZATIONS.map((name) => membersOf(world, name));
  const make = { role, world };
  const slots = within.flatMap((place) => [...memberSlots(place), ...policySlots(make, place), ...stateSlots(place)]);
  return {
    world,
    slots,
    principals: [
      ...new Set(within.flatMap(({ users, serviceUsers, groups }) => [...users, ...serviceUsers, ...groups])),
    ],
    objects: within.flatMap(({ orders, folders, projects }) => [...orders, ...folders, ...projects]),
    enemies: Array.from({ length: enemies }, (_, number) => enemy(make, number)),
  };
}

function definitions(): readonly string[] {
  return ['permission compute/order get', 'permission compute/folder get', `role ${READER}: compute_order_get`];
}

function organization(name: string): readonly string[] {
  return [
    `organization ${name}`,
    ...GROUPS.map((group) => `group ${name}-${group} in ${name}`),
    ...['bot0', 'bot1'].map((bot) => `serviceuser ${name}-${bot} in ${name}`),
    ...PROJECTS.flatMap((project) => [
      `project ${name}-${project} in ${name}`,
      `resource compute/folder ${name}-${project}-f0 in ${name}-${project}`,
      `resource compute/folder ${name}-${project}-f1 under compute/folder ${name}-${project}-f0`,
      ...ORDERS.map(
        (order) => `resource compute/order ${name}-${project}-${order} under compute/folder ${name}-${project}-f1`,
      ),
    ]),
  ];
}

function enemyLines(number: number): readonly string[] {
  return [
    `organization enemy${number}`,
    `project enemy${number}-project in enemy${number}`,
    `group enemy${number}-group in enemy${number}`,
    `user enemy${number}-user`,
    `enemy${number}-user in enemy${number}-group`,
    `resource compute/order enemy${number}-order in enemy${number}-project`,
  ];
}

interface Place {
  readonly organization: string;
  readonly users: readonly string[];
  readonly serviceUsers: readonly string[];
  readonly groups: readonly string[];
  readonly projects: readonly string[];
  readonly folders: readonly string[];
  readonly orders: readonly string[];
}

function membersOf(world: World, name: string): Place {
  const keys = (type: string, names: readonly string[]) => names.map((each) => refKey(world.object(`${type} ${each}`)));
  const inProjects = (names: readonly string[]) =>
    PROJECTS.flatMap((project) => names.map((each) => `${name}-${project}-${each}`));
  return {
    organization: refKey(world.object(`organization ${name}`)),
    users: keys('user', USERS),
    serviceUsers: keys('serviceuser', [`${name}-bot0`, `${name}-bot1`]),
    groups: keys(
      'group',
      GROUPS.map((group) => `${name}-${group}`),
    ),
    projects: keys(
      'project',
      PROJECTS.map((project) => `${name}-${project}`),
    ),
    folders: keys('compute/folder', inProjects(['f0', 'f1'])),
    orders: keys('compute/order', inProjects(ORDERS)),
  };
}

/** Groups only in groups further on, so that no cycle is asked for. */
function memberSlots({ users, serviceUsers, groups }: Place): readonly Slot[] {
  return groups.flatMap((group, index) =>
    [...users, ...serviceUsers, ...groups.slice(0, index)].map((member) => memberSlot(member, group, false)),
  );
}

function policySlots({ role }: Making, place: Place): readonly Slot[] {
  const at = [...place.projects, ...place.folders, ...place.orders];
  const to = [...place.groups, ...place.users.slice(0, 4), ...place.serviceUsers];
  return to.flatMap((principal) => at.map((resource) => policySlot({ role, principal, resource })));
}

function stateSlots({ organization: org, groups, serviceUsers, projects }: Place): readonly Slot[] {
  const id = idOf(org);
  return [
    stateSlot(org, 'Organization', {}),
    ...groups.map((key) => stateSlot(key, 'Group', { org_id: id })),
    ...serviceUsers.map((key) => stateSlot(key, 'ServiceUser', { org_id: id })),
    ...projects.map((key) => stateSlot(key, 'Project', {})),
  ];
}

interface Making {
  readonly role: string;
  readonly world: World;
}

function enemy({ role, world }: Making, number: number): Enemy {
  const principal = world.principal(`enemy${number}-user`);
  const group = world.principal(`enemy${number}-group`);
  const object = refKey(world.object(`compute/order enemy${number}-order`));
  return {
    principal,
    object,
    member: memberSlot(principal, group, true),
    grant: policySlot({ role, principal: group, resource: object }),
  };
}

function memberSlot(member: string, group: string, so: boolean): Slot {
  const key = { group_id: idOf(group), member };
  return {
    change: `member ${member}|${group}`,
    fact: (joins) => ({ verb: 'member', member, group, joins }),
    write: (joins) => apply(joins ? { put_membership: key } : { delete_membership: key }),
    so,
  };
}

interface Policy {
  readonly role: string;
  readonly principal: string;
  readonly resource: string;
}

function policySlot({ role, principal, resource }: Policy): Slot {
  const key = { role_id: role, resource, principal };
  return {
    change: `grant ${principal}|${resource}`,
    fact: (made) => ({ verb: 'policy', role, principal, resource, made }),
    write: (made) => apply(made ? { put_policy: key } : { delete_policy: key }),
    so: false,
  };
}

function stateSlot(node: string, type: string, more: object): Slot {
  return {
    change: `object ${node}`,
    fact: (enabled) => ({ verb: 'state', node, enabled }),
    write: (enabled) => ({
      rpc: `FrontierService/${enabled ? 'Enable' : 'Disable'}${type}`,
      message: { id: idOf(node), ...more },
    }),
    so: true,
  };
}

function apply(operation: object): ReturnType<Slot['write']> {
  return { rpc: 'AdminService/ApplyGrants', message: { operations: [operation] } };
}

function roleId(world: World): string {
  const role = world.facts.find((fact) => fact.verb === 'role' && fact.name === READER);
  if (role?.verb !== 'role') throw new Error('the world has no role to grant');
  return role.id;
}

function idOf(key: string): string {
  return key.slice(key.indexOf(':') + 1);
}
