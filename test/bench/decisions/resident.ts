// How much memory a warm principal and a warm resource take.
import { createDecisions, type Decisions } from '../../../src/decisions/decisions.js';
import type { DecisionStore } from '../../../src/decisions/load/store.js';
import { bytesKeptBy } from '../memory.js';
import { line, type Section, short, within } from '../report.js';
import { groupGrants, principalKey, resourceKey } from './grants.js';
import { PRINCIPALS_PER_ORGANIZATION, PROJECTS_PER_ORGANIZATION, RESOURCES_PER_PROJECT } from './scale.js';
import { load } from './warm.js';

const BOUND_BYTES = 1_024;

/** Over a store in which each principal holds ten grants. */
export async function measureResident(store: DecisionStore, organizations: number): Promise<Section> {
  const principals = organizations * PRINCIPALS_PER_ORGANIZATION;
  const resources = organizations * PROJECTS_PER_ORGANIZATION * RESOURCES_PER_PROJECT;
  // Those numbered lower hold one grant less: groups got theirs in their place.
  const first = groupGrants(organizations);
  const entries = principals + resources + 10_000;
  await warmedUp(store, entries);
  const empty = await bytesKeptBy(() => createDecisions(store, entries));
  const decisions = empty.kept;
  await load(decisions, 'identities', { from: 0, to: first, keyOf: principalKey });
  const loaded = { principals: principals - first, resources };
  const forPrincipals = await bytesKeptBy(() =>
    load(decisions, 'identities', { from: first, to: principals, keyOf: principalKey }),
  );
  const forResources = await bytesKeptBy(() =>
    load(decisions, 'objects', { from: 0, to: resources, keyOf: resourceKey }),
  );
  const slot = empty.bytes / entries;
  const each = [forPrincipals.bytes / loaded.principals, forResources.bytes / loaded.resources] as const;
  const sizes = sizesOf(decisions);
  return {
    title: 'Memory',
    about: `Bytes in use after a full collection, heap and buffers, divided by how many there are (${sizes}). What a bound of one more entry takes in empty maps is counted with each.`,
    columns: ['', 'bytes', 'with its place in the maps'],
    lines: [
      line(['a place in all maps, empty', short(slot), '']),
      line(
        ['principal with 10 grants, in 2 groups', short(each[0]), short(each[0] + slot)],
        within(BOUND_BYTES, 'bytes', [each[0] + slot]),
      ),
      line(
        ['resource in a folder', short(each[1]), short(each[1] + slot)],
        within(BOUND_BYTES, 'bytes', [each[1] + slot]),
      ),
    ],
  };
}

/** So that compiled code and the connections' buffers are not counted. */
async function warmedUp(store: DecisionStore, entries: number): Promise<void> {
  const decisions = await createDecisions(store, entries);
  await load(decisions, 'identities', { from: 0, to: PRINCIPALS_PER_ORGANIZATION, keyOf: principalKey });
  await load(decisions, 'objects', { from: 0, to: RESOURCES_PER_PROJECT, keyOf: resourceKey });
}

function sizesOf({ maps }: Decisions): string {
  const { objects, identities } = maps.sizes();
  return `${objects?.toLocaleString('en')} objects, ${identities?.toLocaleString('en')} principals and groups`;
}
