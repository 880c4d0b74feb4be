// What may a principal do to an object: every defined permission that can be asked there, decided.
import { andThen } from '../kernel/awaitable.js';
import { PLATFORM } from '../kernel/object-ref.js';
import type { Narrowing } from '../kernel/principal.js';
import type { Awaitable } from '../kernel/rpc.js';
import { canLieAt } from '../permissions/index.js';
import type { Decisions } from './decisions.js';
import { MISSING, PLATFORM_CHECK, PLATFORM_SUPERUSER } from './engine/engine.js';
import { ANY_REVISION, type Freshness, freshEnough } from './feed/freshness.js';
import type { Maps } from './maps/maps.js';
import { type AskedObject, resolveObject } from './resolve-question.js';

export interface LookupPermissions {
  /** Key of the principal. */
  readonly principal: string;
  readonly object: AskedObject;
  /** See `Question`. */
  readonly narrowing?: Narrowing | undefined;
}

export interface HeldPermissions {
  /** Slugs, in order. */
  readonly permissions: readonly string[];
  readonly revision: string;
}

/** Decides each permission as `checkPermission` does, all at one revision. Throws not_found and invalid_argument for the object. */
export function lookupPermissions(
  decisions: Decisions,
  asked: LookupPermissions,
  freshness: Freshness = ANY_REVISION,
): Awaitable<HeldPermissions> {
  return andThen(freshEnough(decisions.feed, freshness), () =>
    decisions.reader.settle(() => {
      const permissions = held(decisions, asked);
      return permissions === MISSING ? MISSING : { permissions, revision: decisions.revision() };
    }),
  );
}

function held(
  { maps, decide }: Decisions,
  { principal, object, narrowing }: LookupPermissions,
): string[] | typeof MISSING {
  const key = resolveObject(maps, object, 'resource');
  const askable = permissionsAt(maps, object.namespace);
  // All is looked up before any of it is waited for, so that one load brings it.
  if (key === MISSING || askable === undefined) {
    maps.object(principal);
    maps.identity(principal);
    if (key !== MISSING) maps.object(key);
    return MISSING;
  }
  const outcomes = askable.map((permission) => decide({ principal, permission, object: key, narrowing }));
  return outcomes.includes(MISSING) ? MISSING : askable.filter((_, index) => outcomes[index] === 'allowed');
}

/** The slugs that can be asked at an object of that type, in order (decision rule 7). */
function permissionsAt(maps: Maps, namespace: string): readonly string[] | undefined {
  const slugs = maps.everyPermission()?.flatMap(({ slug, namespace: type }) => (canLieAt(type, namespace) ? slug : []));
  return namespace === PLATFORM.namespace ? slugs?.concat(PLATFORM_CHECK, PLATFORM_SUPERUSER).sort() : slugs;
}
