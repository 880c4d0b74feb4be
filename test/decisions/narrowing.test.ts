// Tokens with a permission set of their own (decision rule 8): never more than the set, never more than the owner, at every call.
import { create } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  BatchCheckPermissionRequestSchema,
  CheckPermissionRequestSchema,
  ExplainPermissionRequestSchema,
  LookupPermissionsRequestSchema,
  LookupResourcesRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import { createDecisions, type Decisions, permits } from '../../src/decisions/decisions.js';
import { explainPermission } from '../../src/decisions/explain/explain-permission.js';
import { decisionsAccess, decisionsRpc, lookupAccess, lookupRpc, sqlLookupStore } from '../../src/decisions/index.js';
import { sqlDecisionStore } from '../../src/decisions/load/store-sql.js';
import { lookupResources } from '../../src/decisions/lookup/lookup-resources.js';
import { lookupPermissions } from '../../src/decisions/lookup-permissions.js';
import { PLATFORM, parseObjectRef, refKey } from '../../src/kernel/object-ref.js';
import type { Narrowing, Principal } from '../../src/kernel/principal.js';
import type { Call } from '../../src/kernel/rpc.js';
import { testClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { type Seeded, seeded } from '../support/seeded.js';
import { createWorld, type World } from '../support/world.js';
import { createHistory } from './history.js';
import { canBeAsked, evaluateToken, type NaiveToken, typeOf } from './naive/evaluator.js';
import type { Model } from './naive/model.js';
import { ask, everyQuestion, type Question } from './questions.js';
import { emptyCast, everyone, everyPlace } from './random/cast.js';
import { happening } from './random/happening.js';
import { opening } from './random/opening.js';

const SEEDS = [31, 32, 33, 34];
const ROUNDS = 2;
const QUESTIONS = 300;
const LOOKUPS = 25;
const SAMPLE = 1_000;
const TIMEOUT_MS = 120_000;

/** A set that has the permission asked about or not, bound above the object, at it, elsewhere, or not at all. */
function anyToken(random: Seeded, model: Model, { principal, permission, objectKey }: Question): NaiveToken {
  const others = random.some(
    model.permissions.map(({ slug }) => slug),
    random.below(4),
  );
  const keys = [...model.nodes.keys()];
  const above = model.nodes.get(objectKey)?.parent ?? objectKey;
  return {
    owner: principal,
    permissions: random.chance(0.7) ? [permission, ...others] : others,
    resource: random.chance(0.4) ? undefined : random.pick([objectKey, above, random.pick(keys)]),
  };
}

function narrowingOf({ permissions, resource }: NaiveToken): Narrowing {
  return { permissions: new Set(permissions), resource: resource === undefined ? undefined : refOf(resource) };
}

function refOf(key: string) {
  return key === 'app/platform:platform' ? PLATFORM : parseObjectRef(key, 'resource');
}

async function differences(
  random: Seeded,
  decisions: Decisions,
  asked: { questions: readonly Question[]; model: Model },
) {
  const { questions, model } = asked;
  const different: string[] = [];
  let allowed = 0;
  for (const question of random.some(questions, QUESTIONS)) {
    const { principal, permission, object, objectKey } = question;
    const token = anyToken(random, model, question);
    const narrowing = narrowingOf(token);
    const rules = evaluateToken(model, token, permission, objectKey);
    const [namespace, id] = principal.split(':') as [string, string];
    const holder = { namespace, id, narrowing };
    const required = { permission, object: refOf(objectKey) };
    const answers = {
      checked: (await ask(decisions, { ...question, narrowing })).outcome,
      explained: (await explainPermission(decisions, { ...question, narrowing })).outcome,
      permitted: (await permits(decisions, holder, required)) ? 'allowed' : 'denied',
      looked: (await lookupPermissions(decisions, { principal, object, narrowing })).permissions.includes(permission),
    };
    const expected = {
      checked: rules,
      explained: rules,
      permitted: rules === 'allowed' ? 'allowed' : 'denied',
      looked: rules === 'allowed',
    };
    if (JSON.stringify(answers) !== JSON.stringify(expected))
      different.push(`${question.text}: ${JSON.stringify({ token, answers, rules })}`);
    if (rules === 'allowed') allowed += 1;
  }
  return { different: different.slice(0, 5), allowed };
}

describe.each(SEEDS)('seed %i', (seed) => {
  test('the decision is the intersection of the set and of what the owner is allowed', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const db = await testDatabase();
    const random = seeded(seed);
    const cast = emptyCast();
    const history = await createHistory(db, opening(random, cast));
    const decisions = await createDecisions(sqlDecisionStore(db), 10_000);
    let allowed = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const model = history.at(history.newest);
      const objects = ['platform', ...everyPlace(cast)];
      const questions = everyQuestion(history.world, model, { principals: everyone(cast), objects });
      // Most questions are denied: those that are not weigh more.
      const likely = [];
      for (const question of random.some(questions, SAMPLE))
        if ((await ask(decisions, question)).outcome === 'allowed') likely.push(question);
      for (const some of [questions, likely]) {
        const answer = await differences(random, decisions, { questions: some, model });
        expect(answer.different).toEqual([]);
        allowed += answer.allowed;
      }
      expect(await lookups(random, { decisions, lookups: sqlLookupStore(db) }, { questions: likely, model })).toEqual(
        [],
      );
      await history.tell(Array.from({ length: 8 }, () => happening(random, cast)).flat());
      await decisions.feed.catchUp();
    }
    expect(allowed).toBeGreaterThan(50);
  });
});

async function lookups(
  random: Seeded,
  deps: Parameters<typeof lookupResources>[0],
  { questions, model }: { questions: readonly Question[]; model: Model },
) {
  const different: string[] = [];
  const paging = { pageSize: 1_000, pageToken: '' };
  for (const question of random.some(questions, LOOKUPS)) {
    const { principal, permission, objectKey } = question;
    const token = anyToken(random, model, question);
    const namespace = typeOf(objectKey);
    const type = model.permissions.find(({ slug }) => slug === permission)?.type;
    if (type === undefined || !canBeAsked(type, namespace)) continue;
    const asked = { principal, permission, namespace, paging, narrowing: narrowingOf(token) };
    const { keys } = await lookupResources(deps, asked, { atLeastRevision: '', fullyConsistent: false, waitMs: 0 });
    const rules = [...model.nodes.keys()]
      .filter((key) => typeOf(key) === namespace && evaluateToken(model, token, permission, key) === 'allowed')
      .sort();
    if (keys.join() !== rules.join()) different.push(`${question.text}: ${keys}, rules ${rules}`);
  }
  return different;
}

describe('at the calls', () => {
  let world: World;
  let decisions: Decisions;
  let handlers: ReturnType<typeof decisionsRpc> & ReturnType<typeof lookupRpc>;
  let bot: string;

  beforeAll(async () => {
    const db = await testDatabase();
    world = await createWorld(db);
    await world.tell(`
      permission compute/order get
      permission compute/order cancel
      organization acme
      project web in acme
      project app in acme
      resource compute/order o1 in web
      resource compute/order o2 in app
      serviceuser bot in acme
      user alice
      user root
      platform admin root
      role worker: compute_order_get compute_order_cancel
      grant worker to bot at organization acme
      grant worker to alice at project web`);
    decisions = await createDecisions(sqlDecisionStore(db), 1_000);
    const deps = { decisions, clock: testClock(), lookups: sqlLookupStore(db), subjectOfToken: () => undefined };
    handlers = { ...decisionsRpc(deps), ...lookupRpc(deps) };
    bot = world.principal('bot');
  });

  function token(permissions: readonly string[], resource?: string): Principal {
    const owner = parseObjectRef(bot, 'subject') as Principal;
    const narrowing = { permissions: new Set(permissions), resource: resource ? world.object(resource) : undefined };
    return { ...owner, via: 'pat', credentialId: 'c', narrowing };
  }

  const callOf = (principal: Principal) => ({ principal, deadline: undefined }) as unknown as Call;
  const keyOf = (text: string) => refKey(world.object(text));

  async function check(principal: Principal, permission: string, resource: string, subject = '') {
    const request = create(CheckPermissionRequestSchema, { permission, resource: keyOf(resource), subject });
    const { status, reason } = await handlers.checkPermission(request, callOf(principal));
    return status ? 'allowed' : reason;
  }

  test('a check about itself, named or not, is narrowed; at another subject it is not', async () => {
    const reader = token(['compute_order_get'], 'project web');
    for (const subject of ['', bot]) {
      expect(await check(reader, 'get', 'compute/order o1', subject)).toBe('allowed');
      expect(await check(reader, 'cancel', 'compute/order o1', subject)).toBe('token_not_permitted');
      expect(await check(reader, 'get', 'compute/order o2', subject)).toBe('token_not_permitted');
    }
    expect(await check(reader, 'cancel', 'compute/order o1', world.principal('alice'))).toBe('allowed');
  });

  test('a batch and a check with reasons are narrowed too', async () => {
    const reader = token(['compute_order_get'], 'project web');
    const bodies = ['get', 'cancel'].map((permission) => ({ permission, resource: keyOf('compute/order o1') }));
    const batch = create(BatchCheckPermissionRequestSchema, { bodies });
    const { pairs } = await handlers.batchCheckPermission(batch, callOf(reader));
    expect(pairs?.map(({ reason }) => reason)).toEqual(['', 'token_not_permitted']);
    const withBecause = { ...bodies[1], withBecause: true };
    const checked = handlers.checkPermission(create(CheckPermissionRequestSchema, withBecause), callOf(reader));
    expect(await checked).toMatchObject({ status: false, reason: 'token_not_permitted', because: [] });
  });

  test('an explanation shows nothing that the token does not reach', async () => {
    const reader = token(['compute_order_get'], 'project web');
    const explain = (resource: string) =>
      handlers.explainPermission(
        create(ExplainPermissionRequestSchema, { permission: 'get', resource: keyOf(resource) }),
        callOf(reader),
      );
    expect(await explain('compute/order o1')).toMatchObject({ status: true, because: [{ principal: bot }] });
    expect(await explain('compute/order o2')).toMatchObject({
      reason: 'token_not_permitted',
      because: [],
      considered: undefined,
      wouldSuffice: [],
    });
  });

  test('lookups show what the token reaches', async () => {
    const reader = token(['compute_order_get'], 'project web');
    const resources = create(LookupResourcesRequestSchema, { permission: 'get', namespace: 'compute/order' });
    expect(await handlers.lookupResources(resources, callOf(reader))).toMatchObject({
      resources: [keyOf('compute/order o1')],
    });
    const permissions = create(LookupPermissionsRequestSchema, { resource: keyOf('compute/order o1') });
    expect(await handlers.lookupPermissions(permissions, callOf(reader))).toMatchObject({
      permissions: ['compute_order_get'],
    });
  });

  test('asking about another takes `check` in the set and unbound', async () => {
    const rule = decisionsAccess.checkPermission as (request: unknown, caller: Principal) => never;
    const required = rule({ subject: world.principal('alice') }, token([]));
    const root = { ...token(['app_platform_check']), ...parseObjectRef(world.principal('root'), 'subject') };
    const isMet = (narrowing: Narrowing) => permits(decisions, { ...root, narrowing }, required);
    const permissions = new Set(['app_platform_check']);
    expect(await isMet({ permissions, resource: undefined })).toBe(true);
    expect(await isMet({ permissions: new Set(['app_platform_superuser']), resource: undefined })).toBe(false);
    expect(await isMet({ permissions, resource: world.object('organization acme') })).toBe(false);
    const subjects = lookupAccess({ decisions }).lookupSubjects as (
      request: object,
      caller: object,
    ) => Promise<unknown>;
    const resource = keyOf('project web');
    expect(await subjects({ resource }, { ...root, narrowing: undefined })).toEqual(required);
    expect(
      await subjects({ resource }, { ...root, narrowing: { permissions: new Set(), resource: undefined } }),
    ).toEqual({
      permission: 'app_project_policymanage',
      object: world.object('project web'),
    });
  });

  test('the owner of a token is a platform administrator, the token never is', async () => {
    const root = parseObjectRef(world.principal('root'), 'subject');
    const superuser = { permission: 'app_platform_superuser', object: PLATFORM };
    expect(await permits(decisions, root, superuser)).toBe(true);
    const narrowing = { permissions: new Set(['app_platform_superuser', 'compute_order_get']), resource: undefined };
    expect(await permits(decisions, { ...root, narrowing }, superuser)).toBe(false);
    const order = { permission: 'compute_order_get', object: world.object('compute/order o1') };
    expect(await permits(decisions, { ...root, narrowing }, order)).toBe(true);
  });

  test('what the owner loses, the token loses at once', async () => {
    const reader = token(['compute_order_get']);
    expect(await check(reader, 'get', 'compute/order o2')).toBe('allowed');
    await world.tell('revoke worker from bot at organization acme');
    await decisions.feed.catchUp();
    expect(await check(reader, 'get', 'compute/order o2')).toBe('no_grant');
    expect(await check(reader, 'cancel', 'compute/order o2')).toBe('token_not_permitted');
    await world.tell('disable serviceuser bot');
    await decisions.feed.catchUp();
    expect(await check(reader, 'cancel', 'compute/order o2')).toBe('principal_disabled');
  });
});
