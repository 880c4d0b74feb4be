// The parts of deciding, bound together: the maps, what keeps them true, and the engine over them.

import { andThen } from '../kernel/awaitable.js';
import { type Clock, systemClock } from '../kernel/clock.js';
import { type ObjectRef, refKey } from '../kernel/object-ref.js';
import type { Holder } from '../kernel/principal.js';
import type { Awaitable, Requirement } from '../kernel/rpc.js';
import { formatRevision } from '../storage/index.js';
import { createDecider, type Decide } from './engine/engine.js';
import { createNarrowingDecider } from './engine/narrow.js';
import { createExplainer, type Explain } from './explain/explainer.js';
import { createFeed, type Feed } from './feed/feed.js';
import { createReader, type Reader } from './load/reader.js';
import type { DecisionStore } from './load/store.js';
import { createMaps, type Maps } from './maps/maps.js';
import { createMissing, takeMissing } from './maps/missing.js';
import { createOutcomeCounts, type OutcomeCounts } from './maps/tally.js';
import { resolveObject } from './resolve-question.js';

export interface Decisions {
  readonly maps: Maps;
  readonly feed: Feed;
  readonly reader: Reader;
  readonly decide: Decide;
  readonly explain: Explain;
  /** What callers were answered so far; what the pipeline asks for itself is not in it. */
  readonly outcomes: OutcomeCounts;
  /** The revision that decisions are made at now. */
  revision(): string;
}

/** Reads what is always resident and answers ready to decide. `entries` bounds each of the maps. */
export async function createDecisions(
  store: DecisionStore,
  entries: number,
  clock: Clock = systemClock,
): Promise<Decisions> {
  const { revision } = await store.changesSince(0);
  const maps = createMaps(entries);
  const feed = createFeed({ store, maps, clock }, revision);
  const { roles } = await store.residents();
  await feed.load({ ...takeMissing(createMissing()), roles, everyPermission: true });
  const decide = createNarrowingDecider(maps, createDecider(maps));
  const revisionText = rememberingLast(formatRevision);
  return {
    maps,
    feed,
    reader: createReader(maps, feed),
    decide,
    outcomes: createOutcomeCounts(),
    explain: createExplainer({ view: maps, decide, roleId: (role) => maps.roles.name(role) }),
    revision: () => revisionText(feed.applied()),
  };
}

/** Most decisions in a row are of one revision. */
function rememberingLast(textOf: (revision: number) => string): (revision: number) => string {
  let last = { revision: Number.NaN, text: '' };
  return (revision) => {
    if (revision !== last.revision) last = { revision, text: textOf(revision) };
    return last.text;
  };
}

/** The object by its id; organizations, projects and resources may be named by name. Throws not_found with `field`. */
export function resolveRef({ maps, reader }: Decisions, ref: ObjectRef, field: string): Awaitable<ObjectRef> {
  const { namespace } = ref;
  return andThen(
    reader.settle(() => resolveObject(maps, ref, field)),
    (key) => ({ namespace, id: key.slice(namespace.length + 1) }),
  );
}

/** Whether the principal holds what an RPC requires; unlike a check, any permission may be asked at any object below its type. */
export function permits(decisions: Decisions, principal: Holder, required: Requirement): Awaitable<boolean> {
  const question = {
    principal: refKey(principal),
    permission: required.permission,
    object: refKey(required.object),
    narrowing: principal.narrowing,
  };
  return andThen(
    decisions.reader.settle(() => decisions.decide(question)),
    (outcome) => outcome === 'allowed',
  );
}
