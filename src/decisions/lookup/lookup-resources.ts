// On which objects of a type may a principal do something: candidates from the store, each decided by the engine.
import { invalidField } from '../../kernel/errors.js';
import { type ObjectRef, PLATFORM, refKey } from '../../kernel/object-ref.js';
import type { Narrowing } from '../../kernel/principal.js';
import { isCustomType } from '../../permissions/index.js';
import type { Decisions } from '../decisions.js';
import { MISSING } from '../engine/engine.js';
import { enabledWithOrganization } from '../engine/identities.js';
import { type Freshness, freshEnough } from '../feed/freshness.js';
import { resolvePermission } from '../resolve-question.js';
import { type Page, type PageRequest, type Paging, readPage } from './page.js';
import type { LookupStore } from './store.js';

export interface LookupDeps {
  readonly decisions: Decisions;
  readonly lookups: LookupStore;
}

export interface LookupResources {
  /** Key of the principal. */
  readonly principal: string;
  /** Verb, slug or key. */
  readonly permission: string;
  /** The type of the objects. */
  readonly namespace: string;
  readonly paging: Paging;
  /** See `Question`. */
  readonly narrowing?: Narrowing | undefined;
}

const LOOKED_UP: ReadonlySet<string> = new Set(['app/platform', 'app/organization', 'app/project', 'app/group']);

/** Throws invalid_argument for a type that no permission can be asked at and for the page token, and as a check does for the permission. */
export async function lookupResources(deps: LookupDeps, asked: LookupResources, freshness: Freshness): Promise<Page> {
  const { decisions } = deps;
  const { principal, namespace, paging, narrowing } = asked;
  await freshEnough(decisions.feed, freshness);
  await demandType(deps, namespace);
  const { slug: permission } = await decisions.reader.settle(() =>
    resolvePermission(decisions.maps, asked.permission, namespace),
  );
  return readPage(decisions, {
    cursor: ['resources', principal, permission, namespace],
    paging,
    look: await lookFor(deps, asked, permission),
    questionFor: (id) => ({ principal, permission, object: refKey({ namespace, id }), narrowing }),
    keyOf: (id) => refKey({ namespace, id }),
  });
}

/** Only what is in tables is looked for there. */
async function lookFor(
  { decisions, lookups }: LookupDeps,
  { principal, namespace, narrowing }: LookupResources,
  permission: string,
): Promise<PageRequest['look']> {
  const known = (ids: readonly string[]) => async () => ({ ids, until: undefined, revision: decisions.feed.applied() });
  if (narrowing?.permissions.has(permission) === false) return known([]);
  if (!(await principalCounts(decisions, principal))) return known([]);
  if (namespace === PLATFORM.namespace) return known([PLATFORM.id]);
  return (window) => lookups.resources(refOf(principal), { permission, namespace }, window);
}

async function demandType({ decisions, lookups }: LookupDeps, namespace: string): Promise<void> {
  if (LOOKED_UP.has(namespace)) return;
  const defined = await decisions.reader.settle(() => decisions.maps.everyPermission() ?? MISSING);
  if (defined.some((permission) => permission.namespace === namespace)) return;
  if (isCustomType(namespace) && (await lookups.hasResources(namespace))) return;
  throw invalidField(
    'namespace',
    'must be a type that permissions are defined for, e.g. `app/project` or `compute/order`',
  );
}

/** Of whom does not count all would be denied (decision rule 1), so that there is nothing to look for. */
async function principalCounts({ maps, reader }: Decisions, principal: string): Promise<boolean> {
  return reader.settle(() => {
    const entry = maps.object(principal);
    if (entry === undefined) return MISSING;
    return entry === null ? false : (enabledWithOrganization(maps, entry) ?? MISSING);
  });
}

function refOf(key: string): ObjectRef {
  const colon = key.indexOf(':');
  return { namespace: key.slice(0, colon), id: key.slice(colon + 1) };
}
