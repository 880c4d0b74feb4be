// The engine and a naive evaluator of the rules agree on every question, in made-up worlds and whatever happens in them.
import { afterAll, describe, expect, test } from 'vitest';
import { createDecisions, type Decisions, permits } from '../../src/decisions/decisions.js';
import { MISSING } from '../../src/decisions/engine/engine.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import type { Database } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { type Seeded, seeded } from '../support/seeded.js';
import { idOf } from '../support/world.js';
import { createHistory, type History } from './history.js';
import { evaluateRequirement } from './naive/evaluator.js';
import type { Model } from './naive/model.js';
import { type Answer, ask, everyQuestion, naiveAnswer, type Question } from './questions.js';
import { type Cast, emptyCast, everyone, everyPlace } from './random/cast.js';
import { happening } from './random/happening.js';
import { opening } from './random/opening.js';

const SEEDS = [1, 3, 4, 5];
const ROUNDS = 4;
const ROOMY = 10_000;
/** Few enough that entries leave before they are asked for again. */
const TINY = 200;
const TIMEOUT_MS = 120_000;

let asked = 0;

interface Run {
  readonly db: Database;
  readonly random: Seeded;
  readonly cast: Cast;
  readonly history: History;
  readonly questions: readonly Question[];
}

async function begin(seed: number): Promise<Run> {
  const db = await testDatabase();
  const random = seeded(seed);
  const cast = emptyCast();
  const history = await createHistory(db, opening(random, cast));
  const names = {
    principals: everyone(cast),
    objects: ['platform', ...everyPlace(cast), ...cast.serviceUsers.map((name) => `serviceuser ${name}`)],
  };
  return { db, random, cast, history, questions: everyQuestion(history.world, history.at(history.newest), names) };
}

function next({ random, cast }: Run): readonly string[] {
  return Array.from({ length: 1 + random.below(8) }, () => happening(random, cast)).flat();
}

/** Where answers and the rules differ, at the revisions that the answers say; an error does not say one. */
function differences(
  { history }: Run,
  answers: readonly (Answer & { readonly question: Question })[],
): readonly string[] {
  asked += answers.length;
  return answers
    .filter(({ question, outcome, revision }) => {
      return revision !== undefined && outcome !== naiveAnswer(history.at(revision), question);
    })
    .slice(0, 10)
    .map(({ question, outcome, revision }) => {
      return `${question.text}: engine ${outcome}, rules ${naiveAnswer(history.at(revision as string), question)}`;
    });
}

async function oneByOne(run: Run, decisions: Decisions, questions: readonly Question[]): Promise<readonly string[]> {
  const answers = [];
  for (const question of questions) answers.push({ question, ...(await ask(decisions, question)) });
  return differences(run, answers);
}

/** One principal and permission after the other, at all that lies in one place: what a question may have in common with the one before. */
function placeByPlace(questions: readonly Question[], { nodes }: Model): readonly Question[] {
  const orderOf = ({ principal, permission, objectKey }: Question) =>
    `${principal} ${permission} ${nodes.get(objectKey)?.parent ?? ''} ${objectKey}`;
  const ordered = questions.map((question) => ({ question, order: orderOf(question) }));
  return ordered.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ question }) => question);
}

/** All in one attempt, of what can still be asked: a permission may be gone. */
async function together(run: Run, decisions: Decisions): Promise<readonly string[]> {
  const model = run.history.at(run.history.newest);
  const askable = run.questions.filter((question) => naiveAnswer(model, question) !== 'not_found');
  const questions = placeByPlace(askable, model);
  const answers = await decisions.reader.settle(() => {
    const outcomes = questions.map(({ principal, permission, objectKey }) =>
      decisions.decide({ principal, permission, object: objectKey }),
    );
    return outcomes.includes(MISSING) ? MISSING : outcomes;
  });
  const revision = decisions.revision();
  return differences(
    run,
    questions.map((question, index) => ({ question, outcome: answers[index] as string, revision })),
  );
}

/** Requirements of RPCs, which may be of a type above the object's own. */
async function ofRequirements(run: Run, decisions: Decisions): Promise<readonly string[]> {
  const model = run.history.at(decisions.revision());
  const slugs = model.permissions.map(({ slug }) => slug);
  const different: string[] = [];
  const required = run.random
    .some(slugs, 12)
    .flatMap((permission) => run.random.some(run.questions, 500).map((question) => ({ ...question, permission })));
  for (const { principal, permission, object, objectKey } of placeByPlace(required, model)) {
    const [namespace, id] = principal.split(':') as [string, string];
    const permitted = await permits(decisions, { namespace, id }, { permission, object });
    const rules = evaluateRequirement(model, principal, permission, objectKey);
    if (permitted !== (rules === 'allowed'))
      different.push(`${principal} ${permission} at ${objectKey}: rules ${rules}`);
  }
  return different.slice(0, 10);
}

/** Asks about so many who and what are not there that all else leaves the maps. */
async function flood(decisions: Decisions, run: Run): Promise<void> {
  const strangers = Array.from({ length: TINY - 20 }, () => `app/user:${idOf(`stranger ${run.random.below(1e9)}`)}`);
  await decisions.reader.settle(() => {
    const outcomes = strangers.map((principal) =>
      decisions.decide({ principal, permission: 'app_platform_check', object: 'app/platform:platform' }),
    );
    return outcomes.includes(MISSING) ? MISSING : outcomes;
  });
}

describe.each(SEEDS)('seed %i', (seed) => {
  test('cold, warm, and after changes that the feed brought', { timeout: TIMEOUT_MS }, async () => {
    const run = await begin(seed);
    const decisions = await createDecisions(sqlDecisionStore(run.db), ROOMY);
    expect(await oneByOne(run, decisions, run.questions), 'cold').toEqual([]);
    expect(
      run.questions.filter((question) => ask(decisions, question) instanceof Promise),
      'warm',
    ).toEqual([]);
    expect(await oneByOne(run, decisions, run.questions), 'warm').toEqual([]);
    expect(await ofRequirements(run, decisions), 'requirements').toEqual([]);
    for (let round = 0; round < ROUNDS; round += 1) {
      const lines = next(run);
      const revision = await run.history.tell(lines);
      await decisions.feed.catchUp();
      expect(decisions.revision()).toBe(revision);
      expect(await together(run, decisions), `after ${lines.join('; ')}`).toEqual([]);
    }
  });

  test('with maps too small for the world', { timeout: TIMEOUT_MS }, async () => {
    const run = await begin(seed);
    const decisions = await createDecisions(sqlDecisionStore(run.db), TINY);
    for (let round = 0; round < 4; round += 1) {
      expect(await oneByOne(run, decisions, run.random.some(run.questions, 30)), 'flooded').toEqual([]);
      await flood(decisions, run);
      const { objects = 0, identities = 0 } = decisions.maps.sizes();
      expect(Math.max(objects, identities)).toBeLessThanOrEqual(TINY);
      await run.history.tell(next(run));
      await decisions.feed.catchUp();
    }
  });

  test('at whatever revision an answer says, with changes that nobody announced', { timeout: TIMEOUT_MS }, async () => {
    const run = await begin(seed);
    const decisions = await createDecisions(sqlDecisionStore(run.db), ROOMY);
    for (let round = 0; round < 10; round += 1) {
      expect(await oneByOne(run, decisions, run.random.some(run.questions, 60)), `round ${round}`).toEqual([]);
      await run.history.tell(next(run));
    }
  });

  test('at whatever revision an answer says, while things change', { timeout: TIMEOUT_MS }, async () => {
    const run = await begin(seed);
    const decisions = await createDecisions(sqlDecisionStore(run.db), ROOMY);
    const answers: Promise<Answer & { readonly question: Question }>[] = [];
    for (const lines of Array.from({ length: 10 }, () => next(run))) {
      const questions = run.random.some(run.questions, 40);
      answers.push(...questions.map(async (question) => ({ question, ...(await ask(decisions, question)) })));
      await run.history.tell(lines);
    }
    expect(differences(run, await Promise.all(answers))).toEqual([]);
  });
});

afterAll(() => {
  expect(asked).toBeGreaterThan(200_000);
});
