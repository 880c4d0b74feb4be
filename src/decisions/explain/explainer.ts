// Explains a decision: the engine decides, then the whole way up is looked at, and what lies on it is written down.
import type { Outcome, Question } from '../engine/decision.js';
import { climb, type Decide, GROUP_GET, isPlatformCheck, MISSING, PLATFORM_KEY } from '../engine/engine.js';
import {
  createIdentities,
  groupsUpTo,
  type Identities,
  indexOfIdentity,
  walkIdentities,
} from '../engine/identities.js';
import { grantPolicyId, grantRole, nextGrantAt, OWNER, type PackedGrants } from '../engine/packed-grants.js';
import { createScratchList, itemsOf, type ScratchList } from '../engine/scratch-list.js';
import { addSufficientFrom, beginSufficient, roleGives } from '../engine/sufficient.js';
import { type IdentityEntry, type ObjectEntry, type View, WIDE } from '../engine/view.js';
import type { Because, ConsideredGrant, ConsideredObject, Explained, SufficientPermission } from './explanation.js';

/** Where a decision stops at the first grant that allows, this needs all there is: MISSING until it is loaded. */
export type Explain = (question: Question) => Explained | typeof MISSING;

export interface ExplainerDeps {
  readonly view: View;
  readonly decide: Decide;
  /** The id of a role by its number. */
  roleId(role: number): string;
}

export function createExplainer(deps: ExplainerDeps): Explain {
  const { view, decide } = deps;
  return (question) => {
    const outcome = decide(question);
    const object = view.object(question.object);
    if (outcome === MISSING || object === undefined) return MISSING;
    const path = createScratchList<ObjectEntry>();
    const state = object === null ? 'resource_unknown' : climb(view, object, path);
    if (state === MISSING) return MISSING;
    if (state === 'resource_unknown') return { outcome, because: [], considered: [], wouldSuffice: [] };
    const identities = createIdentities();
    const walked = outcome === 'principal_disabled' || walkIdentities(view, question.principal, identities);
    const way = { question, outcome, path: itemsOf(path), identities };
    const seen = lookAround(deps, way);
    const because = seen && reasons(view, way, state === undefined ? seen.considered : undefined);
    return walked && seen && because ? { outcome, because, ...seen } : MISSING;
  };
}

/** What has been decided, and on what. */
interface Way {
  readonly question: Question;
  readonly outcome: Outcome;
  readonly path: readonly ObjectEntry[];
  /** None when the principal does not count. */
  readonly identities: Identities;
}

/** The grants at every object of the way, and what would have been enough there; undefined when something is missing. */
function lookAround(deps: ExplainerDeps, way: Way): Pick<Explained, 'considered' | 'wouldSuffice'> | undefined {
  const sufficient = createScratchList<string>();
  const considered: ConsideredObject[] = [];
  const wouldSuffice: SufficientPermission[] = [];
  beginSufficient(sufficient, way.question.permission);
  for (const at of way.path) {
    addSufficientFrom(sufficient, at);
    const grants = grantsAt(deps, way, { at, sufficient });
    if (grants !== undefined) considered.push({ resource: at.key, enabled: at.enabled, grants });
    if (way.outcome === 'no_grant')
      for (const permission of new Set(itemsOf(sufficient))) wouldSuffice.push({ permission, resource: at.key });
  }
  return considered.length === way.path.length ? { considered, wouldSuffice } : undefined;
}

interface Place {
  readonly at: ObjectEntry;
  /** What is enough there. */
  readonly sufficient: ScratchList<string>;
}

function grantsAt(
  { view, roleId }: ExplainerDeps,
  way: Way,
  { at, sufficient }: Place,
): readonly ConsideredGrant[] | undefined {
  const grants: ConsideredGrant[] = [];
  let complete = true;
  for (const held of heldAt(view, way, at)) {
    const gives = held && roleGives(view, held.role, sufficient);
    if (held === undefined || gives === undefined) complete = false;
    else {
      const { role, ...grant } = held;
      grants.push({ ...grant, roleId: role === OWNER ? '' : roleId(role), resource: at.key, gives });
    }
  }
  return complete ? grants : undefined;
}

interface Held extends Pick<Because, 'policyId' | 'principal' | 'groups'> {
  readonly role: number;
}

/** Every grant at the object to one of the principal's identities; undefined in place of those that are missing. */
function* heldAt(view: View, { question, identities }: Way, at: ObjectEntry): Generator<Held | undefined> {
  for (let index = 0; index < identities.count; index += 1) {
    const { key: principal, grants } = identities.entries[index] as IdentityEntry;
    const packed = grants === WIDE ? view.pair(principal, at) : grants;
    if (packed === undefined) yield undefined;
    else
      for (const grant of numbersAt(packed, at)) {
        const groups = groupsUpTo(identities, index);
        yield { policyId: grantPolicyId(packed, grant), role: grantRole(packed, grant), principal, groups };
      }
  }
  if (!identities.wide) return;
  const reach = view.reach(question.principal, at);
  if (reach === undefined) yield undefined;
  for (const { policyId, role, group } of reach?.grants ?? [])
    yield { policyId, role, principal: group, groups: [group] };
}

function* numbersAt(packed: PackedGrants, at: ObjectEntry): Generator<number> {
  for (let grant = nextGrantAt(packed, at, 0); grant >= 0; grant = nextGrantAt(packed, at, grant + 1)) yield grant;
}

/** `considered`: undefined when a disabled object on the way denies whatever is granted (rule 2). Undefined when something is missing. */
function reasons(
  view: View,
  way: Way,
  considered: readonly ConsideredObject[] | undefined,
): readonly Because[] | undefined {
  if (way.outcome !== 'allowed') return [];
  const ofPlatform = platformReason(view, way.question);
  if (considered === undefined) return ofPlatform;
  const ofMembership = membershipReason(view, way);
  const grants = considered.flatMap((object) => object.grants.filter(({ gives }) => gives));
  return ofMembership && [...ofPlatform, ...ofMembership, ...grants];
}

/** Decision rule 3. */
function platformReason(view: View, question: Question): readonly Because[] {
  const platform = view.identity(question.principal)?.platform;
  if (platform !== 'admin' && (platform !== 'member' || !isPlatformCheck(question))) return [];
  return [{ policyId: '', roleId: '', resource: PLATFORM_KEY, principal: question.principal, groups: [] }];
}

/** Decision rule 5d. */
function membershipReason(view: View, { question, path, identities }: Way): readonly Because[] | undefined {
  const { permission, object, principal } = question;
  if (permission !== GROUP_GET || !object.startsWith('app/group:')) return [];
  const reason = (groups: readonly string[]) => [{ policyId: '', roleId: '', resource: object, principal, groups }];
  if (identities.wide) {
    const reach = view.reach(principal, path[0] as ObjectEntry);
    return reach && (reach.inside ? reason([object]) : []);
  }
  const index = indexOfIdentity(identities, object);
  return index > 0 ? reason(groupsUpTo(identities, index)) : [];
}
