// The decision itself: the rules over a view, with no I/O and no allocation on the way to an answer.
import type { Because, Outcome, Question } from './decision.js';
import {
  createIdentities,
  enabledWithOrganization,
  groupsUpTo,
  type Identities,
  walkIdentities,
} from './identities.js';
import { GRANT_WORDS, grantPolicyId, grantRole, nextGrantAt, OWNER } from './packed-grants.js';
import { type IdentityEntry, type ObjectEntry, type RoleEntry, type View, WIDE } from './view.js';

/** The view noted what has to be loaded before this can be decided. */
export const MISSING = 'missing';

export const PLATFORM_SUPERUSER = 'app_platform_superuser';
export const PLATFORM_CHECK = 'app_platform_check';

const PLATFORM_KEY = 'app/platform:platform';
/** Decision rule 5b: the types whose administrators hold everything below. */
const ADMINISTER: ReadonlyMap<string, string> = new Map([
  ['app/organization', 'app_organization_administer'],
  ['app/project', 'app_project_administer'],
  ['app/group', 'app_group_administer'],
]);
/** Decision rule 5c. */
const IMPLIED_BY: ReadonlyMap<string, string> = new Map([
  ['app_organization_get', 'app_organization_update'],
  ['app_project_get', 'app_project_update'],
]);
const GROUP_GET = 'app_group_get';

/** Decides one question; with `because`, every grant that allows is added to it instead of stopping at the first. */
export type Decide = (question: Question, because?: Because[]) => Outcome | typeof MISSING;

/** A decider over a view. Keeps scratch between calls: a decision is synchronous, so one is never inside another. */
export function createDecider(view: View, roleName: (role: number) => string): Decide {
  const identities = createIdentities();
  const path: ObjectEntry[] = [];
  const sufficient: string[] = [];

  return (question, because) => {
    const principal = view.object(question.principal);
    const object = view.object(question.object);
    const own = view.identity(question.principal);
    if (principal === undefined || object === undefined || own === undefined) return MISSING;
    const counts = principal !== null && enabledWithOrganization(view, principal);
    if (counts === undefined) return MISSING;
    if (!counts) return 'principal_disabled';
    if (object === null) return 'resource_unknown';
    if (own.platform === 'admin') return platformAdministrator(question, because);
    const state = climb(view, object, path);
    if (state !== undefined) return state;
    if (question.object === PLATFORM_KEY && question.permission === PLATFORM_CHECK)
      return own.platform === undefined ? 'no_grant' : 'allowed';
    const walked = walkIdentities(view, question.principal, identities);
    const granted = search({ view, identities, path, sufficient, question, roleName, because });
    if (granted === 'allowed') return granted;
    return walked ? granted : MISSING;
  };
}

interface Search {
  readonly view: View;
  readonly identities: Identities;
  readonly path: readonly ObjectEntry[];
  readonly sufficient: string[];
  readonly question: Question;
  readonly roleName: (role: number) => string;
  readonly because: Because[] | undefined;
}

/** Fills `path` from the object up to the platform; answers MISSING or the denial that a disabled ancestor asks for (rule 2). */
function climb(view: View, object: ObjectEntry, path: ObjectEntry[]): Outcome | typeof MISSING | undefined {
  path.length = 0;
  let denial: Outcome | undefined;
  let at: ObjectEntry | null | undefined = object;
  while (at) {
    path.push(at);
    if (!at.enabled && at.namespace === 'app/organization') denial = 'organization_disabled';
    else if (!at.enabled && at.namespace === 'app/project' && at !== object) denial = 'project_disabled';
    if (at.parent === undefined) return denial;
    at = view.object(at.parent);
  }
  return at === null ? 'resource_unknown' : MISSING;
}

function search(search: Search): Outcome | typeof MISSING {
  const { view, identities, path, sufficient, question, because } = search;
  sufficient.length = 0;
  sufficient.push(question.permission);
  const implied = IMPLIED_BY.get(question.permission);
  if (implied !== undefined) sufficient.push(implied);

  let outcome: Outcome | typeof MISSING = insideGroup(search);
  if (outcome === 'allowed' && because === undefined) return outcome;
  for (const ancestor of path) {
    const administer = ADMINISTER.get(ancestor.namespace);
    if (administer !== undefined) sufficient.push(administer);
    for (let index = 0; index < identities.keys.length; index += 1) {
      outcome = strongest(outcome, heldBy(search, index, ancestor));
      if (outcome === 'allowed' && because === undefined) return outcome;
    }
    if (identities.wide) outcome = strongest(outcome, heldThroughReach(view, ancestor, search));
    if (outcome === 'allowed' && because === undefined) return outcome;
  }
  return outcome;
}

/** Decision rule 5d: members may see their group. */
function insideGroup({ view, identities, path, question, because }: Search): Outcome | typeof MISSING {
  const group = path[0];
  if (question.permission !== GROUP_GET || group?.namespace !== 'app/group') return 'no_grant';
  if (identities.wide) {
    const reach = view.reach(question.principal, group);
    if (reach === undefined) return MISSING;
    if (reach.inside) because?.push({ ...membership(question), groups: [group.key] });
    return reach.inside ? 'allowed' : 'no_grant';
  }
  const index = identities.keys.indexOf(group.key, 1);
  if (index > 0) because?.push({ ...membership(question), groups: groupsUpTo(identities, index) });
  return index > 0 ? 'allowed' : 'no_grant';
}

function heldBy(search: Search, index: number, at: ObjectEntry): Outcome | typeof MISSING {
  const { view, identities, sufficient, because } = search;
  const { grants } = identities.entries[index] as IdentityEntry;
  const packed = grants === WIDE ? view.pair(identities.keys[index] as string, at) : grants;
  if (packed === undefined) return MISSING;
  let outcome: Outcome | typeof MISSING = 'no_grant';
  let offset = nextGrantAt(packed, at.words, at.namespaceNumber, 0);
  while (offset >= 0) {
    const role = grantRole(packed, offset);
    const gives = roleGives(view, role, sufficient);
    if (gives === undefined) outcome = strongest(outcome, MISSING);
    else if (gives) {
      if (because === undefined) return 'allowed';
      outcome = 'allowed';
      because.push({
        policyId: grantPolicyId(packed, offset),
        roleId: role === OWNER ? '' : search.roleName(role),
        resource: at.key,
        principal: identities.keys[index] as string,
        groups: groupsUpTo(identities, index),
      });
    }
    offset = nextGrantAt(packed, at.words, at.namespaceNumber, offset + GRANT_WORDS);
  }
  return outcome;
}

function heldThroughReach(view: View, at: ObjectEntry, search: Search): Outcome | typeof MISSING {
  const reach = view.reach(search.question.principal, at);
  if (reach === undefined) return MISSING;
  let outcome: Outcome | typeof MISSING = 'no_grant';
  for (const { role, policyId, group } of reach.grants) {
    const gives = roleGives(view, role, search.sufficient);
    if (gives === undefined) outcome = strongest(outcome, MISSING);
    else if (gives) {
      outcome = 'allowed';
      const roleId = role === OWNER ? '' : search.roleName(role);
      search.because?.push({ policyId, roleId, resource: at.key, principal: group, groups: [group] });
    }
  }
  return outcome;
}

/** Decision rules 5a to 5c and 6; undefined when the role is not loaded. */
function roleGives(view: View, role: number, sufficient: readonly string[]): boolean | undefined {
  if (role === OWNER) return true;
  const entry: RoleEntry | null | undefined = view.role(role);
  if (entry === undefined) return undefined;
  if (entry === null) return false;
  for (const permission of sufficient) if (entry.permissions.has(permission)) return true;
  return false;
}

function platformAdministrator(question: Question, because: Because[] | undefined): Outcome {
  because?.push({ policyId: '', roleId: '', resource: PLATFORM_KEY, principal: question.principal, groups: [] });
  return 'allowed';
}

function membership(question: Question): Omit<Because, 'groups'> {
  return { policyId: '', roleId: '', resource: question.object, principal: question.principal };
}

/** A grant found outweighs what is missing, and what is missing outweighs a denial. */
function strongest(a: Outcome | typeof MISSING, b: Outcome | typeof MISSING): Outcome | typeof MISSING {
  if (a === 'allowed' || b === 'allowed') return 'allowed';
  return a === MISSING || b === MISSING ? MISSING : 'no_grant';
}
