// A world through time: what was told, and for every revision the naive model of it.
import type { Database } from '../../src/storage/index.js';
import { createWorld, type World } from '../support/world.js';
import { learn, type Model, NOTHING } from './naive/model.js';

export interface History {
  readonly world: World;
  /** Writes the lines and answers the revision. */
  tell(lines: readonly string[]): Promise<string>;
  /** The model at a revision that `tell` answered. */
  at(revision: string): Model;
  readonly newest: string;
}

/** The first revision is of the opening lines. */
export async function createHistory(db: Database, opening: readonly string[]): Promise<History> {
  const world = await createWorld(db);
  const models = new Map<string, Model>();
  let model = NOTHING;
  let newest = '';
  let learned = 0;

  async function tell(lines: readonly string[]): Promise<string> {
    newest = await world.tell(lines);
    for (const fact of world.facts.slice(learned)) model = learn(model, fact);
    learned = world.facts.length;
    models.set(newest, model);
    return newest;
  }

  await tell(opening);
  return {
    world,
    tell,
    at(revision) {
      const known = models.get(revision);
      if (known === undefined) throw new Error(`nothing was told at revision ${revision}`);
      return known;
    },
    get newest() {
      return newest;
    },
  };
}
