// The decision itself: the rules over a view, with no I/O on the way to an answer, and nothing allocated but for what is remembered.
import { canLieAt } from '../../permissions/index.js';
import { createAbove } from './above.js';
import type { DenialReason, Outcome, Question } from './decision.js';
import {
  createIdentities,
  enabledWithOrganization,
  type Identities,
  indexOfIdentity,
  walkIdentities,
} from './identities.js';
import { grantRole, mayBeAt, nextGrantAt } from './packed-grants.js';
import { append, createScratchList, type ScratchList } from './scratch-list.js';
import { addSufficientFrom, beginSufficient, roleGives } from './sufficient.js';
import { type IdentityEntry, type ObjectEntry, type ReachEntry, type View, WIDE } from './view.js';

/** The view noted what has to be loaded before this can be decided. */
export const MISSING = 'missing';

export const PLATFORM_SUPERUSER = 'app_platform_superuser';
export const PLATFORM_CHECK = 'app_platform_check';

export const PLATFORM_KEY = 'app/platform:platform';
export const GROUP_GET = 'app_group_get';
/** The types of built-in permissions by how their slugs begin; all other permissions are of resources. */
const BUILT_IN_TYPES: readonly { readonly beginning: string; readonly type: string }[] = [
  { beginning: 'app_organization_', type: 'app/organization' },
  { beginning: 'app_project_', type: 'app/project' },
  { beginning: 'app_group_', type: 'app/group' },
  { beginning: 'app_platform_', type: 'app/platform' },
];
/** How those all begin. */
const BUILT_IN = 'app_';
const ANY_RESOURCE = 'service/resource';

/** Decides one question. */
export type Decide = (question: Question) => Outcome | typeof MISSING;

/** A decider over a view. Keeps scratch between calls: a decision is synchronous, so one is never inside another. */
export function createDecider(view: View): Decide {
  const search: Search = {
    view,
    identities: createIdentities(),
    path: createScratchList(),
    sufficient: createScratchList(),
    sufficientUpTo: [],
    grantedAt: NOWHERE,
  };
  const { path } = search;
  const remembered = createAbove(view);

  return (question) => {
    const object = view.object(question.object);
    const own = view.identity(question.principal);
    if (object === undefined || own === undefined) return MISSING;
    const counts = own.object !== null && enabledWithOrganization(view, own.object);
    if (counts === undefined) return MISSING;
    if (!counts) return 'principal_disabled';
    if (object === null) return 'resource_unknown';
    if (own.platform === 'admin') return 'allowed';
    const { permission } = question;
    const grantedAbove = remembered.find(own, permission, object);
    // What lies above need not be looked at again when it is known: the way ends at the object.
    const state = grantedAbove === undefined ? climb(view, object, path) : stay(object, path);
    if (state !== undefined) return state;
    if (grantedAbove) return 'allowed';
    if (isPlatformCheck(question)) return own.platform === undefined ? 'no_grant' : 'allowed';
    const granted = isGranted(search, question, own);
    if (granted === undefined) return MISSING;
    if (grantedAbove === undefined && search.grantedAt !== 0) remembered.keep(object, granted);
    return granted ? 'allowed' : 'no_grant';
  };
}

/** Whether it is granted to any identity of the principal, at any object of the way; undefined when something is missing. */
function isGranted(search: Search, question: Question, own: IdentityEntry): boolean | undefined {
  const { permission, principal } = question;
  const start = whereAsked(search.path, permission);
  search.grantedAt = NOWHERE;
  const held = holdsItself(search, own, { permission, start });
  if (held) return true;
  const walked = walkIdentities(search.view, principal, search.identities);
  const granted = either(held, holdsThroughGroups(search, question, start));
  if (granted) return true;
  return walked ? granted : undefined;
}

/** What a decision works with. */
interface Search {
  readonly view: View;
  readonly identities: Identities;
  readonly path: ScratchList<ObjectEntry>;
  readonly sufficient: ScratchList<string>;
  /** By index on the path: how many of `sufficient` are enough there. */
  readonly sufficientUpTo: number[];
  /** The index on the path of what was found granted last; NOWHERE: nothing was. */
  grantedAt: number;
}

const NOWHERE = -1;

/** Decision rule 3: what members of the platform hold. */
export function isPlatformCheck({ permission, object }: Question): boolean {
  return object === PLATFORM_KEY && permission === PLATFORM_CHECK;
}

/** Fills `path` from the object up to the platform; answers MISSING or the denial that a disabled ancestor asks for (rule 2). */
export function climb(
  view: View,
  object: ObjectEntry,
  path: ScratchList<ObjectEntry>,
): DenialReason | typeof MISSING | undefined {
  path.count = 0;
  let denial: DenialReason | undefined;
  let at: ObjectEntry | null | undefined = object;
  while (at) {
    append(path, at);
    denial = denialBy(at, object) ?? denial;
    if (at.parent === undefined) return denial;
    at = view.parent(at);
  }
  return at === null ? 'resource_unknown' : MISSING;
}

/** The same for an object of which all that lies above is known to deny nothing. */
function stay(object: ObjectEntry, path: ScratchList<ObjectEntry>): DenialReason | undefined {
  path.count = 0;
  append(path, object);
  return denialBy(object, object);
}

function denialBy(at: ObjectEntry, object: ObjectEntry): DenialReason | undefined {
  if (at.enabled) return undefined;
  if (at.namespace === 'app/organization') return 'organization_disabled';
  return at.namespace === 'app/project' && at !== object ? 'project_disabled' : undefined;
}

/**
 * The first on the way where the permission's type can lie: a requirement may name a lower object and means the one above, as
 * `app_organization_serviceusermanage` at a service user. What is granted below must not count there.
 */
function whereAsked({ items, count }: ScratchList<ObjectEntry>, permission: string): number {
  const type = typeOfPermission(permission);
  let index = 0;
  while (index < count && !canLieAt(type, (items[index] as ObjectEntry).namespace)) index += 1;
  return index;
}

function typeOfPermission(slug: string): string {
  if (!slug.startsWith(BUILT_IN)) return ANY_RESOURCE;
  for (const { beginning, type } of BUILT_IN_TYPES) if (slug.startsWith(beginning)) return type;
  return ANY_RESOURCE;
}

interface Asked {
  readonly permission: string;
  /** The index on the path from which it counts what is granted. */
  readonly start: number;
}

/**
 * Whether it is granted to the principal itself (rules 5 and 6), which is asked first: its groups need not be looked at then. This
 * and what follows answer undefined when something is missing. A grant found outweighs what is missing.
 */
function holdsItself(search: Search, own: IdentityEntry, { permission, start }: Asked): boolean | undefined {
  const { path, sufficient, sufficientUpTo } = search;
  beginSufficient(sufficient, permission);
  let granted: boolean | undefined = false;
  for (let above = start; above < path.count && !granted; above += 1) {
    const at = path.items[above] as ObjectEntry;
    addSufficientFrom(sufficient, at);
    sufficientUpTo[above] = sufficient.count;
    if (own.grants === WIDE || mayBeAt(own, at)) granted = either(granted, heldBy(search, own, at));
    if (granted) search.grantedAt = above;
  }
  return granted;
}

/** Whether it is granted to a group that the principal is in, once it is known not to be to itself. */
function holdsThroughGroups(search: Search, question: Question, start: number): boolean | undefined {
  const { view, identities, path, sufficient, sufficientUpTo } = search;
  let granted = insideGroup(search, question);
  if (granted) search.grantedAt = 0;
  const { count, entries, wide } = identities;
  for (let above = start; above < path.count && !granted; above += 1) {
    const at = path.items[above] as ObjectEntry;
    sufficient.count = sufficientUpTo[above] as number;
    for (let index = 1; index < count && !granted; index += 1) {
      const group = entries[index] as IdentityEntry;
      if (group.grants === WIDE || mayBeAt(group, at)) granted = either(granted, heldBy(search, group, at));
    }
    if (wide && !granted) granted = either(granted, heldThroughReach(view.reach(question.principal, at), search));
    if (granted) search.grantedAt = above;
  }
  return granted;
}

/** Decision rule 5d: members may see their group. */
function insideGroup({ view, identities, path }: Search, question: Question): boolean | undefined {
  const object = path.items[0] as ObjectEntry;
  if (question.permission !== GROUP_GET || object.namespace !== 'app/group') return false;
  return identities.wide ? view.reach(question.principal, object)?.inside : indexOfIdentity(identities, object.key) > 0;
}

function heldBy({ view, sufficient }: Search, identity: IdentityEntry, at: ObjectEntry): boolean | undefined {
  const { key, grants } = identity;
  const packed = grants === WIDE ? view.pair(key, at) : grants;
  if (packed === undefined) return undefined;
  let held: boolean | undefined = false;
  let grant = nextGrantAt(packed, at, 0);
  while (grant >= 0 && !held) {
    held = either(held, roleGives(view, grantRole(packed, grant), sufficient));
    grant = nextGrantAt(packed, at, grant + 1);
  }
  return held;
}

function heldThroughReach(reach: ReachEntry | undefined, { view, sufficient }: Search): boolean | undefined {
  if (reach === undefined) return undefined;
  let held: boolean | undefined = false;
  for (const { role } of reach.grants) held = either(held, roleGives(view, role, sufficient));
  return held;
}

/** True when either is, else undefined when either is. */
function either(a: boolean | undefined, b: boolean | undefined): boolean | undefined {
  if (a || b) return true;
  return a === undefined || b === undefined ? undefined : false;
}
