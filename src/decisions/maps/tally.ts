// How often each map had what it was asked for, and what was answered: counted where it happens, read by whoever measures.
import type { Outcome } from '../engine/decision.js';

export interface Tally {
  /** Entries that were there. */
  hits: number;
  /** Entries that were not, and were loaded. */
  loads: number;
}

export const MAP_NAMES = ['objects', 'identities', 'pairs', 'reaches', 'roles', 'permissions', 'names'] as const;

export type MapName = (typeof MAP_NAMES)[number];

export function createTallies(): Readonly<Record<MapName, Tally>> {
  const none = (): Tally => ({ hits: 0, loads: 0 });
  return {
    objects: none(),
    identities: none(),
    pairs: none(),
    reaches: none(),
    roles: none(),
    permissions: none(),
    names: none(),
  };
}

/** What a map answered, counted if it had it. */
export function counted<T>(tally: Tally, entry: T): T {
  if (entry !== undefined) tally.hits += 1;
  return entry;
}

/** Answers given to questions of callers, by outcome. */
export type OutcomeCounts = Record<Outcome, number>;

export function createOutcomeCounts(): OutcomeCounts {
  return {
    allowed: 0,
    token_refused: 0,
    principal_disabled: 0,
    resource_unknown: 0,
    organization_disabled: 0,
    project_disabled: 0,
    token_not_permitted: 0,
    no_grant: 0,
  };
}
