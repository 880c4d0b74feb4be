// The engine and a naive evaluator of the rules agree on every question, in made-up worlds and whatever happens in them.
import { afterAll, describe, expect, test } from 'vitest';
import { createDecisions, type Decisions, permits } from '../../src/decisions/decisions.js';
import { sqlDecisionStore } from '../../src/decisions/store-sql.js';
import type { Database } from '../../src/storage/index.js';
import { testDatabase } from '../support/database.js';
import { type Seeded, seeded } from '../support/seeded.js';
import { createHistory, type History } from './history.js';
import { evaluateRequirement } from './naive/evaluator.js';
import { type Answer, ask, everyQuestion, naiveAnswer, type Question } from './questions.js';
import { type Cast, emptyCast, everyone, everyPlace } from './random/cast.js';
import { happening } from './random/happening.js';
import { opening } from './random/opening.js';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const ROUNDS = 4;
/** Few enough that entries leave before they are asked for again. */
const TINY = 200;
const ROOMY = 10_000;
const UNANNOUNCED = 12;

let asked = 0;

interface Answered extends Answer {
  readonly question: Question;
}

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
  const asked = {
    principals: everyone(cast),
    objects: ['platform', ...everyPlace(cast), ...cast.serviceUsers.map((name) => `serviceuser ${name}`)],
  };
  return { db, random, cast, history, questions: everyQuestion(history.world, history.at(history.newest), asked) };
}

function next({ random, cast }: Run): readonly string[] {
  return Array.from({ length: 1 + random.below(8) }, () => happening(random, cast)).flat();
}

/** Where the engine's answers and the rules differ, at the revisions that the answers say. */
async function disagreements(
  run: Run,
  decisions: Decisions,
  questions: readonly Question[],
): Promise<readonly string[]> {
  const different: string[] = [];
  for (const question of questions) {
    const { outcome, revision } = await ask(decisions, question);
    asked += 1;
    const rules = naiveAnswer(run.history.at(revision ?? decisions.revision()), question);
    if (outcome !== rules) different.push(`${question.text}: engine ${outcome}, rules ${rules}`);
  }
  return different.slice(0, 10);
}

/** Requirements of RPCs, which may be of a type above the object's own. */
async function requirementDisagreements(run: Run, decisions: Decisions): Promise<readonly string[]> {
  const model = run.history.at(decisions.revision());
  const permissions = model.permissions.map(({ slug }) => slug);
  const different: string[] = [];
  for (const { principal, object, objectKey } of run.random.some(run.questions, 1_000)) {
    const [namespace, id] = principal.split(':') as [string, string];
    const permission = run.random.pick(permissions);
    const permitted = await permits(decisions, { namespace, id }, { permission, object });
    const rules = evaluateRequirement(model, principal, permission, objectKey);
    if (permitted !== (rules === 'allowed'))
      different.push(`${principal} ${permission} at ${objectKey}: rules ${rules}`);
  }
  return different.slice(0, 10);
}

describe.each(SEEDS)('seed %i', (seed) => {
  test('cold, warm, and after changes that the feed brought', async () => {
    const run = await begin(seed);
    const decisions = await createDecisions(sqlDecisionStore(run.db), ROOMY);
    expect(await disagreements(run, decisions, run.questions), 'cold').toEqual([]);
    expect(
      run.questions.filter((question) => ask(decisions, question) instanceof Promise),
      'warm',
    ).toEqual([]);
    expect(await disagreements(run, decisions, run.questions), 'warm').toEqual([]);
    expect(await requirementDisagreements(run, decisions), 'requirements').toEqual([]);
    for (let round = 0; round < ROUNDS; round += 1) {
      const lines = next(run);
      const revision = await run.history.tell(lines);
      await decisions.feed.catchUp();
      expect(decisions.revision()).toBe(revision);
      expect(await disagreements(run, decisions, run.questions), `after ${lines.join('; ')}`).toEqual([]);
    }
  });

  test('with maps too small for the world', async () => {
    const run = await begin(seed);
    const decisions = await createDecisions(sqlDecisionStore(run.db), TINY);
    const questions = run.random.some(run.questions, 1_500);
    expect(await disagreements(run, decisions, questions), 'at first').toEqual([]);
    const lines = next(run);
    await run.history.tell(lines);
    await decisions.feed.catchUp();
    expect(await disagreements(run, decisions, questions.slice(0, 500)), `after ${lines.join('; ')}`).toEqual([]);
  });

  test('at whatever revision an answer says, with changes that nobody announced', async () => {
    const run = await begin(seed);
    const decisions = await createDecisions(sqlDecisionStore(run.db), ROOMY);
    for (let round = 0; round < UNANNOUNCED; round += 1) {
      const questions = run.random.some(run.questions, 100);
      expect(await disagreements(run, decisions, questions), 'round').toEqual([]);
      await run.history.tell(next(run));
    }
  });

  test('at whatever revision an answer says, while things change', async () => {
    const run = await begin(seed);
    const decisions = await createDecisions(sqlDecisionStore(run.db), ROOMY);
    const events = Array.from({ length: UNANNOUNCED }, () => next(run));
    const answers: Promise<Answered>[] = [];
    for (const lines of events) {
      const questions = run.random.some(run.questions, 40);
      answers.push(...questions.map(async (question) => ({ question, ...(await ask(decisions, question)) })));
      await run.history.tell(lines);
    }
    const different = (await Promise.all(answers)).filter(({ question, outcome, revision }) => {
      asked += 1;
      // An error does not say its revision.
      return revision !== undefined && outcome !== naiveAnswer(run.history.at(revision), question);
    });
    expect(different.map(({ question, outcome, revision }) => `${question.text}: ${outcome} at ${revision}`)).toEqual(
      [],
    );
  });
});

afterAll(() => {
  expect(asked).toBeGreaterThan(200_000);
});
