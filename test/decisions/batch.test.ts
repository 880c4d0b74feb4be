// Batches: many questions at one revision, answered in canonical form, each error with the path of its field.
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type BatchBody,
  type BatchDecision,
  batchCheckPermission,
} from '../../src/decisions/batch/batch-check-permission.js';
import { createDecisions, type Decisions } from '../../src/decisions/decisions.js';
import type { FrontierError } from '../../src/kernel/errors.js';
import { refKey } from '../../src/kernel/object-ref.js';
import { testDatabase } from '../support/database.js';
import { createWorld, idOf, type World } from '../support/world.js';
import { type CountingStore, countingStore } from './stores.js';

const MANY = 1_000;

let world: World;
let store: CountingStore;
let decisions: Decisions;

beforeAll(async () => {
  const db = await testDatabase();
  world = await createWorld(db);
  store = countingStore(db);
  await world.tell(`
    permission compute/order get
    permission compute/order cancel
    role reader: compute_order_get
    organization acme
    project web in acme
    user alice
    user carol
    group devs in acme
    carol in devs
    resource compute/folder f1 in web
    resource compute/order o1 under compute/folder f1
    grant reader to alice at project web
    grant app_project_owner to devs at project web`);
});

beforeEach(async () => {
  decisions = await createDecisions(store, 10_000);
  store.statements();
});

async function batch(bodies: readonly Partial<BatchBody>[], perItemErrors = false): Promise<BatchDecision> {
  const whole = bodies.map((body) => ({ permission: 'get', resource: key('project web'), subject: '', ...body }));
  const [namespace, id] = world.principal('alice').split(':') as [string, string];
  return batchCheckPermission(decisions, { bodies: whole, caller: { namespace, id }, perItemErrors });
}

function key(object: string): string {
  return refKey(world.object(object));
}

/** `ok`, a reason, or the code and message of the error, of each. */
function outcomes({ answers }: BatchDecision): readonly string[] {
  return answers.map(({ outcome, error }) => outcome ?? `${error?.code} ${error?.message}`);
}

async function failure(work: Promise<unknown>): Promise<FrontierError> {
  return work.then(
    () => expect.unreachable('it was answered'),
    (error: FrontierError) => error,
  );
}

describe('answers', () => {
  test('are in the order of the questions, about the caller or the subject named', async () => {
    const order = key('compute/order o1');
    const answered = await batch([
      { resource: order },
      { resource: order, subject: world.principal('carol'), permission: 'cancel' },
      { resource: order, permission: 'cancel' },
      { resource: `compute/order:${idOf('nothing')}` },
      { subject: `user:${idOf('nobody')}` },
    ]);
    expect(outcomes(answered)).toEqual(['allowed', 'allowed', 'no_grant', 'resource_unknown', 'principal_disabled']);
    expect(answered.revision).toBe(decisions.revision());
  });

  test.each([
    ['get', 'project:web', 'get', 'project web'],
    ['app.project.get', 'app/project:web', 'get', 'project web'],
    ['app_project_get', 'organization:acme', 'app_project_get', 'organization acme'],
    ['compute.order.get', 'org:acme', 'compute_order_get', 'organization acme'],
    ['compute_order_get', 'compute/folder:ID', 'compute_order_get', 'compute/folder f1'],
    ['compute_order_get', 'compute/order:ID', 'get', 'compute/order o1'],
    ['compute_order_get', 'platform:platform', 'compute_order_get', 'platform'],
    ['check', 'platform:platform', 'check', 'platform'],
    ['app_platform_superuser', 'app/platform:platform', 'superuser', 'platform'],
  ])('echo %s at %s as %s at %s', async (permission, resource, echoed, object) => {
    const named = resource.endsWith(':ID') ? key(object) : resource;
    const { answers } = await batch([{ permission, resource: named }]);
    expect(answers[0]?.body).toEqual({ permission: echoed, resource: key(object), subject: '' });
  });

  test('echo the subject with its full namespace', async () => {
    const carol = world.principal('carol');
    const { answers } = await batch([{ subject: carol.replace('app/', '') }]);
    expect(answers[0]?.body.subject).toBe(carol);
  });
});

describe('a question that cannot be asked', () => {
  const good = {};
  const cases: readonly [name: string, body: Partial<BatchBody>, code: string, field: string][] = [
    ['a permission that is not defined', { permission: 'fly' }, 'not_found', 'permission'],
    ['an empty permission', { permission: '' }, 'invalid_argument', 'permission'],
    ['a permission with a colon', { permission: 'app/project:get' }, 'invalid_argument', 'permission'],
    ['a permission of a type above', { permission: 'app_organization_get' }, 'invalid_argument', 'permission'],
    ['no resource', { resource: '' }, 'invalid_argument', 'resource'],
    ['a resource without id', { resource: 'app/project' }, 'invalid_argument', 'resource'],
    ['a URN as resource', { resource: 'frn:web:compute/order:o1' }, 'invalid_argument', 'resource'],
    ['a name that stands for nothing', { resource: 'project:nothing' }, 'not_found', 'resource'],
    ['a subject without id', { subject: 'app/user' }, 'invalid_argument', 'subject'],
    ['a subject by name', { subject: 'user:alice' }, 'invalid_argument', 'subject'],
  ];

  test.each(cases)('%s fails them all, with the path of its field', async (_, body, code, field) => {
    for (const pass of ['cold', 'warm']) {
      const error = await failure(batch([good, body, good]));
      expect(error.code, pass).toBe(code);
      expect(error.violations.map((violation) => violation.field)).toEqual([`bodies[1].${field}`]);
      expect(error.message).toMatch(new RegExp(`^bodies\\[1\\]\\.${field}: `));
    }
  });

  test.each(cases)('%s is answered in its place on request', async (_, body, code, field) => {
    const answered = await batch([good, body, { permission: 'update' }], true);
    expect(outcomes(answered)).toEqual([
      'no_grant',
      expect.stringMatching(new RegExp(`^${code} bodies\\[1\\]\\.${field}: `)),
      'no_grant',
    ]);
    expect(answered.answers[1]?.body).toMatchObject(body);
  });

  test('the first of several is told, however much of it is known', async () => {
    const bodies = [good, { resource: 'project:nothing' }, { permission: 'fly' }];
    await failure(batch([{ permission: 'fly' }]));
    const messages = [await failure(batch(bodies)), await failure(batch(bodies))].map(({ message }) => message);
    expect(messages).toEqual(['bodies[1].resource: names nothing', 'bodies[1].resource: names nothing']);
  });

  test.each([0, MANY + 1])('%i of them', async (count) => {
    const error = await failure(
      batch(
        Array.from({ length: count }, () => good),
        true,
      ),
    );
    expect([error.code, error.message]).toEqual(['invalid_argument', 'bodies: must have 1 to 1000 items']);
  });
});

describe(`${MANY} resources`, () => {
  let bodies: readonly Partial<BatchBody>[];
  const numbers = Array.from({ length: MANY }, (_, number) => number);

  beforeAll(async () => {
    await world.tell([
      'user dave',
      'group many in acme',
      ...numbers.map((number) => `resource compute/order n${number} under compute/folder f1`),
      ...numbers.slice(0, 300).map((number) => `owner dave of compute/order n${number}`),
      ...numbers.slice(0, 80).map((number) => `group g${number} in acme`),
      ...numbers.slice(0, 80).map((number) => `dave in g${number}`),
      'grant reader to g7 at compute/order n500',
    ]);
    bodies = numbers.map((number) => ({ permission: 'get', resource: key(`compute/order n${number}`) }));
  });

  test.each([
    ['in one statement', 'alice', MANY, 1],
    ['in few statements for a principal with very many groups and grants', 'dave', 301, 2],
  ])('are decided %s, then in none', async (_, subject, allowed, statements) => {
    const asked = bodies.map((body) => ({ ...body, subject: world.principal(subject) }));
    for (const most of [statements, 0]) {
      const outcome = outcomes(await batch(asked));
      expect(outcome.filter((each) => each === 'allowed')).toHaveLength(allowed);
      expect(store.statements()).toBe(most);
    }
  });

  test('of names are decided in one more', async () => {
    await batch([...bodies.slice(2), { resource: 'project:web' }, { resource: 'org:acme' }]);
    expect(store.statements()).toBeLessThanOrEqual(2);
  });

  test('are all of one revision, while things change', async () => {
    const asked = numbers.map(() => ({ permission: 'get', resource: key('compute/order n1') }));
    const answered: Promise<BatchDecision>[] = [];
    for (let round = 0; round < 6; round += 1) {
      answered.push(batch(asked));
      await world.tell(`${round % 2 === 0 ? 'revoke reader from' : 'grant reader to'} alice at project web`);
      answered.push(batch(asked));
      await decisions.feed.catchUp();
    }
    for (const decided of await Promise.all(answered)) expect(new Set(outcomes(decided)).size).toBe(1);
  });

  test('are decided though the maps cannot hold them all', async () => {
    decisions = await createDecisions(store, 400);
    const asked = bodies.map((body) => ({ ...body, subject: world.principal('dave') }));
    expect(outcomes(await batch(asked)).filter((each) => each === 'allowed')).toHaveLength(301);
  });
});
