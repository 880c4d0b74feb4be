// Checks, batches, explanations and lookups of permissions give one answer, and explanations the whole of it, in made-up worlds.
import { describe, expect, test } from 'vitest';
import { batchCheckPermission } from '../../src/decisions/batch/batch-check-permission.js';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import { explainPermission } from '../../src/decisions/explain/explain-permission.js';
import type { Explained } from '../../src/decisions/explain/explanation.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import { lookupPermissions } from '../../src/decisions/lookup-permissions.js';
import { testDatabase } from '../support/database.js';
import { type Seeded, seeded } from '../support/seeded.js';
import { createHistory, type History } from './history.js';
import { evaluate } from './naive/evaluator.js';
import type { Model } from './naive/model.js';
import { ask, everyQuestion, naiveAnswer, type Question } from './questions.js';
import { emptyCast, everyone, everyPlace } from './random/cast.js';
import { happening } from './random/happening.js';
import { opening } from './random/opening.js';

const SEEDS = [21, 22, 23, 24];
const ROUNDS = 3;
const BATCH = 1_000;
const EXPLAINED = 400;
/** Each of these is answered by hundreds of naive evaluations. */
const SUFFICED = 12;

interface Run {
  readonly random: Seeded;
  readonly history: History;
  readonly decisions: Decisions;
  readonly questions: readonly Question[];
  readonly model: Model;
}

async function forEachRound(seed: number, entries: number, look: (run: Run) => Promise<void>): Promise<void> {
  const db = await testDatabase();
  const random = seeded(seed);
  const cast = emptyCast();
  const history = await createHistory(db, opening(random, cast));
  const decisions = await createDecisions(sqlDecisionStore(db), entries);
  for (let round = 0; round < ROUNDS; round += 1) {
    const model = history.at(history.newest);
    const asked = { principals: everyone(cast), objects: ['platform', ...everyPlace(cast)] };
    await look({ random, history, decisions, questions: everyQuestion(history.world, model, asked), model });
    await history.tell(Array.from({ length: 8 }, () => happening(random, cast)).flat());
    await decisions.feed.catchUp();
  }
}

/** What differs from the rules, at most ten of it. */
async function differing(questions: readonly Question[], differs: (question: Question) => Promise<string | undefined>) {
  const different: string[] = [];
  for (const question of questions) {
    const difference = await differs(question);
    if (difference !== undefined) different.push(`${question.text}: ${difference}`);
  }
  return different.slice(0, 10);
}

/** As by the rules: the policies that allow on their own, whatever the principal is to the platform. */
function policiesThatAllow(model: Model, { principal, permission, objectKey }: Question): readonly string[] {
  const path = pathOf(model, objectKey);
  return model.policies
    .filter(({ resource }) => path.includes(resource))
    .filter((policy) => {
      const alone = { ...model, platform: [], policies: [policy] };
      return evaluate(alone, principal, permission, objectKey) === 'allowed';
    })
    .map(({ role, principal: holder, resource }) => `${role ?? ''} ${holder} ${resource}`)
    .sort();
}

/** As by the rules: the permissions, each with the object at which holding it would allow. */
function sufficientFor(model: Model, { principal, permission, objectKey }: Question): readonly string[] {
  const pairs = pathOf(model, objectKey).flatMap((resource) =>
    model.permissions.map(({ slug }) => ({ slug, resource })),
  );
  return pairs
    .filter(({ slug, resource }) => {
      const role = { id: 'new', permissions: [slug], enabled: true };
      const granted = { ...model, roles: [role], policies: [{ role: role.id, principal, resource }] };
      return evaluate(granted, principal, permission, objectKey) === 'allowed';
    })
    .map(({ slug, resource }) => `${slug} at ${resource}`)
    .sort();
}

function pathOf(model: Model, object: string): readonly string[] {
  const path: string[] = [];
  for (let node = model.nodes.get(object); node; node = model.nodes.get(node.parent ?? '')) path.push(node.key);
  return path;
}

function faultOf(model: Model, question: Question, explained: Explained): string | undefined {
  const rules = naiveAnswer(model, question);
  if (explained.outcome !== rules) return `explained as ${explained.outcome}, rules ${rules}`;
  if (explained.because.length > 0 !== (rules === 'allowed')) return `${rules} because of ${explained.because.length}`;
  const path = explained.considered.map(({ resource }) => resource);
  if (path.join() !== pathOf(model, question.objectKey).join()) return `the way is ${path.join()}`;
  const policies = explained.because
    .filter(({ policyId }) => policyId !== '')
    .map(({ roleId, principal, resource }) => `${roleId} ${principal} ${resource}`);
  const withoutPolicy = explained.because.length > policies.length;
  // The rules cannot tell what the policies do from what membership of the group does.
  if (withoutPolicy && question.permission === 'app_group_get') return undefined;
  const allowing = rules === 'allowed' ? policiesThatAllow(model, question) : [];
  return policies.sort().join() === allowing.join() ? undefined : `policies ${policies}, rules ${allowing}`;
}

describe.each(SEEDS)('seed %i', (seed) => {
  test.each([10_000, 300])('batches, in maps of %i entries', async (entries) => {
    await forEachRound(seed, entries, async ({ random, decisions, questions, model }) => {
      const some = random.some(questions, BATCH);
      const bodies = some.map(({ principal, permission, objectKey }) => ({
        permission,
        resource: objectKey,
        subject: principal,
      }));
      const caller = { namespace: 'app/user', id: 'nobody' };
      const { answers } = await batchCheckPermission(decisions, { bodies, caller, perItemErrors: false });
      const outcomes = answers.map(({ outcome, error }) => outcome ?? error?.code);
      expect(outcomes).toEqual(some.map((question) => naiveAnswer(model, question)));
    });
  });

  test('explanations', async () => {
    await forEachRound(seed, 10_000, async ({ random, decisions, questions, model }) => {
      const different = await differing(random.some(questions, EXPLAINED), async (question) => {
        const checked = await ask(decisions, question);
        const explained = await explainPermission(decisions, question);
        if (checked.outcome !== explained.outcome) return `checked as ${checked.outcome}`;
        return faultOf(model, question, explained);
      });
      expect(different).toEqual([]);
    });
  });

  test('what would have sufficed', async () => {
    await forEachRound(seed, 10_000, async ({ random, decisions, questions, model }) => {
      const denied = questions.filter(({ permission }) => !permission.startsWith('app_platform_'));
      let left = SUFFICED;
      const different = await differing(random.some(denied, EXPLAINED), async (question) => {
        const { outcome, wouldSuffice } = await explainPermission(decisions, question);
        if (outcome !== 'no_grant') return wouldSuffice.length === 0 ? undefined : `${outcome} with advice`;
        if (left === 0) return undefined;
        left -= 1;
        const advice = wouldSuffice.map(({ permission, resource }) => `${permission} at ${resource}`).sort();
        const rules = sufficientFor(model, question);
        return advice.join() === rules.join() ? undefined : `would suffice ${advice}, rules ${rules}`;
      });
      expect([different, left]).toEqual([[], 0]);
    });
  });

  test('lookups of permissions', async () => {
    await forEachRound(seed, 10_000, async ({ random, decisions, questions, model }) => {
      const different = await differing(random.some(questions, EXPLAINED), async ({ principal, object, objectKey }) => {
        const { permissions } = await lookupPermissions(decisions, { principal, object });
        const askable = questions.filter((other) => other.principal === principal && other.objectKey === objectKey);
        const held = askable.filter((each) => naiveAnswer(model, each) === 'allowed').map((each) => each.permission);
        return permissions.join() === held.sort().join() ? undefined : `looked up ${permissions}, rules ${held}`;
      });
      expect(different).toEqual([]);
    });
  });
});
