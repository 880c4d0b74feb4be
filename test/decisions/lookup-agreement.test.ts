// Lookups answer what a naive evaluator of the rules does, in made-up worlds and whatever happens in them.
import { describe, expect, test } from 'vitest';
import { createDecisions } from '../../src/decisions/decisions.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import { LOOKUP_LIMITS } from '../../src/decisions/lookup/limits.js';
import { sqlLookupStore } from '../../src/decisions/lookup/store-sql.js';
import { testDatabase } from '../support/database.js';
import { type Seeded, seeded } from '../support/seeded.js';
import { createHistory } from './history.js';
import { lawful } from './lawful.js';
import { CUT_SHORT, type LookupQuestion, type Lookups, naiveLookup, readAll } from './lookups.js';
import { canBeAsked, typeOf } from './naive/evaluator.js';
import type { Model } from './naive/model.js';
import { emptyCast } from './random/cast.js';
import { happening } from './random/happening.js';
import { opening } from './random/opening.js';

const SEEDS = [11, 12, 13, 14];
const ROUNDS = 4;
const QUESTIONS = 60;
const PRINCIPALS = ['app/user', 'app/serviceuser', 'app/group'];
const TYPES = ['app/organization', 'app/project', 'app/group', 'compute/order', 'compute/folder', 'storage/disk'];

function anyQuestion(random: Seeded, model: Model): LookupQuestion {
  const { slug: permission, type } = random.pick(model.permissions);
  const keys = [...model.nodes.values()].map(({ key }) => key);
  if (random.chance(0.5)) {
    const namespace = random.pick(TYPES.filter((at) => canBeAsked(type, at)));
    return { principal: random.pick(keys.filter((key) => PRINCIPALS.includes(typeOf(key)))), permission, namespace };
  }
  const objects = keys.filter((key) => canBeAsked(type, typeOf(key)));
  return { object: random.pick(objects), permission, namespace: random.pick(['app/user', 'app/serviceuser']) };
}

async function disagreements(random: Seeded, model: Model, deps: Lookups): Promise<readonly string[]> {
  const different: string[] = [];
  for (let asked = 0; asked < QUESTIONS; asked += 1) {
    const question = anyQuestion(random, model);
    const size = random.pick([1, 2, 3, 7, 100, 1000]);
    const answer = await readAll(deps, question, { size });
    const rules = naiveLookup(model, question);
    if (answer.join() !== rules.join())
      different.push(`${JSON.stringify(question)} by ${size}: ${answer.join(' ')}, rules ${rules.join(' ')}`);
  }
  return different;
}

describe.each(SEEDS)('seed %i', (seed) => {
  test.each([
    { name: 'in one look', limits: LOOKUP_LIMITS, keep: (lines: readonly string[]) => lines, entries: 10_000 },
    { name: 'in looks that are cut short', limits: CUT_SHORT, keep: lawful(), entries: 10_000 },
    { name: 'with hardly any memory', limits: LOOKUP_LIMITS, keep: (lines: readonly string[]) => lines, entries: 200 },
  ])('$name', async ({ limits, keep, entries }) => {
    const db = await testDatabase();
    const random = seeded(seed);
    const cast = emptyCast();
    const history = await createHistory(db, keep(opening(random, cast)));
    const decisions = await createDecisions(sqlDecisionStore(db), entries);
    const deps = { decisions, lookups: sqlLookupStore(db, limits) };
    for (let round = 0; round < ROUNDS; round += 1) {
      await decisions.feed.catchUp();
      expect(await disagreements(random, history.at(history.newest), deps)).toEqual([]);
      await history.tell(keep(Array.from({ length: 8 }, () => happening(random, cast)).flat()));
    }
  });
});
