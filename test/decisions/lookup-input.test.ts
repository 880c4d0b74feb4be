// Lookups as callers send them: page sizes, page tokens, who may ask, and what is refused by the name of its field.
import { create } from '@bufbuild/protobuf';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  LookupResourcesRequestSchema,
  LookupSubjectsRequestSchema,
} from '../../gen/raystack/frontier/v1beta1/decisions_pb.js';
import {
  createDecisions,
  lookupAccess,
  lookupRpc,
  permits,
  sqlDecisionStore,
  sqlLookupStore,
} from '../../src/decisions/index.js';
import { parseObjectRef, refKey } from '../../src/kernel/object-ref.js';
import type { Principal } from '../../src/kernel/principal.js';
import type { Anyone, Call, Requirement } from '../../src/kernel/rpc.js';
import { testClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { createWorld, idOf } from '../support/world.js';

const ORDERS = Array.from({ length: 12 }, (_, number) => `o${number}`);
const WORLD = `
  permission compute/order get
  permission compute/order delete
  role reader: compute_order_get
  organization acme
  project web in acme
  group devs in acme
  user alice
  user bob
  user manager
  user deleter
  user root
  user checker
  platform admin root
  platform member checker
  ${ORDERS.map((name) => `resource compute/order ${name} in web`).join('\n')}
  grant reader to alice at project web
  role projectmanager: app_project_policymanage
  role groupdeleter: app_group_delete
  grant projectmanager to manager at project web
  grant groupdeleter to deleter at group devs
  owner bob of compute/order o1`;

type World = Awaited<ReturnType<typeof begin>>;
let world: World;
beforeEach(async () => {
  world = await begin();
});

async function begin() {
  const db = await testDatabase();
  const { tell, principal, object } = await createWorld(db);
  await tell(WORLD);
  const decisions = await createDecisions(sqlDecisionStore(db), 10_000);
  const deps = { decisions, lookups: sqlLookupStore(db), clock: testClock() };
  return { decisions, principal, object, tell, rpc: lookupRpc(deps), access: lookupAccess(deps) };
}

function callerNamed(name: string): Principal {
  const { id } = parseObjectRef(world.principal(name), 'name');
  return { namespace: 'app/user', id, via: 'access_token', credentialId: idOf('credential') };
}

function callBy(name: string): Call {
  const meta = {
    header: () => undefined,
    reply: () => undefined,
    peer: '',
    protocol: 'rest' as const,
    timeoutMs: undefined,
    signal: undefined,
  };
  return { requestId: 'r', method: 'm', meta, principal: callerNamed(name), deadline: undefined };
}

interface ResourcesAsked {
  readonly subject?: string;
  readonly permission?: string;
  readonly namespace?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
  readonly atLeastRevision?: string;
  readonly fullyConsistent?: boolean;
}

/** Alice asks for the orders that she may get, but for what is given. */
function resources(change: ResourcesAsked = {}, caller = 'alice') {
  const request = create(LookupResourcesRequestSchema, { permission: 'get', namespace: 'compute/order', ...change });
  return Promise.resolve(world.rpc.lookupResources(request, callBy(caller)));
}

interface SubjectsAsked {
  readonly resource?: string;
  readonly permission?: string;
  readonly subjectNamespace?: string;
  readonly pageSize?: number;
  readonly pageToken?: string;
}

function subjects(change: SubjectsAsked = {}) {
  const request = create(LookupSubjectsRequestSchema, {
    resource: refKey(world.object('compute/order o1')),
    permission: 'get',
    subjectNamespace: 'user',
    ...change,
  });
  return Promise.resolve(world.rpc.lookupSubjects(request, callBy('root')));
}

function fails(answer: Promise<unknown>, field: string) {
  return expect(answer).rejects.toMatchObject({ code: 'invalid_argument', violations: [{ field }] });
}

describe('pages', () => {
  test('of the size asked for, 100 unless asked, together everything once', async () => {
    const all = (await resources()).resources as string[];
    expect(all).toEqual(ORDERS.map((name) => refKey(world.object(`compute/order ${name}`))).sort());
    const first = await resources({ pageSize: 5 });
    const second = await resources({ pageSize: 5, pageToken: first.nextPageToken as string });
    const third = await resources({ pageSize: 1000, pageToken: second.nextPageToken as string });
    expect([first, second, third].map((page) => page.resources?.length)).toEqual([5, 5, 2]);
    expect([first, second, third].flatMap((page) => page.resources)).toEqual(all);
    expect(third.nextPageToken).toBe('');
    expect(first.revision).toMatch(/^\d{16}$/);
  });

  test.each([-1, 1001, 2_147_483_647, -2_147_483_648])('of %i: refused', async (pageSize) => {
    await fails(resources({ pageSize }), 'page_size');
    await fails(subjects({ pageSize }), 'page_size');
  });
});

describe('page tokens', () => {
  const GARBAGE = [
    'x',
    '0',
    'a'.repeat(44),
    'A'.repeat(44),
    'a'.repeat(100_000),
    '..%2f',
    'ä'.repeat(44),
    '\0',
    `${'A'.repeat(43)}=`,
    idOf('anything'),
  ];

  test.each(GARBAGE)('garbage: %#', async (pageToken) => {
    await fails(resources({ pageToken }), 'page_token');
    await fails(subjects({ pageToken }), 'page_token');
  });

  test('of another question', async () => {
    const token = (await resources({ pageSize: 1 })).nextPageToken as string;
    const orders = await subjects({ pageSize: 1 });
    expect(token).toMatch(/^[A-Za-z0-9_-]{44}$/);
    expect(orders.nextPageToken).not.toBe('');
    const others: ResourcesAsked[] = [
      { permission: 'delete' },
      { subject: world.principal('bob') },
      { namespace: 'app/project', permission: 'compute_order_get' },
    ];
    for (const other of others) await fails(resources({ ...other, pageToken: token }), 'page_token');
    await fails(resources({ pageToken: orders.nextPageToken as string }), 'page_token');
    await fails(subjects({ pageToken: token }), 'page_token');
    await fails(subjects({ subjectNamespace: 'serviceuser', pageToken: orders.nextPageToken as string }), 'page_token');
    const o2 = refKey(world.object('compute/order o2'));
    await fails(subjects({ resource: o2, pageToken: orders.nextPageToken as string }), 'page_token');
  });

  test('of the same question in other words', async () => {
    const pageToken = (await resources({ pageSize: 5 })).nextPageToken as string;
    const rest = (await resources({ pageToken })).resources;
    expect(rest).toHaveLength(7);
    const same: ResourcesAsked[] = [
      { permission: 'compute_order_get' },
      { permission: 'compute.order.get' },
      { subject: world.principal('alice') },
      { pageSize: 7 },
      { fullyConsistent: true },
    ];
    for (const other of same) expect((await resources({ ...other, pageToken })).resources).toEqual(rest);
  });

  test('altered in any character, or for any id: refused, or another position and nothing else', async () => {
    const token = (await resources({ pageSize: 5 })).nextPageToken as string;
    const all = (await resources()).resources as string[];
    for (let at = 0; at < token.length; at += 1) {
      const altered = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      const answer = await resources({ pageToken: altered }).catch((error: unknown) => error);
      if (answer instanceof Error) expect(answer).toMatchObject({ code: 'invalid_argument' });
      else expect(all).toEqual(expect.arrayContaining((answer as { resources: string[] }).resources));
    }
  });
});

describe('fields', () => {
  test.each([
    '',
    'nosuch',
    'a/b/c',
    'app/user',
    'serviceuser',
    'app/nosuch',
    'shop/cart',
    'compute/order\n',
    'x'.repeat(1000),
  ])('the type %j: refused', (namespace) => fails(resources({ namespace }), 'namespace'));

  test.each(['', 'a b', 'get\0', 'x'.repeat(256)])('the permission %j: refused', async (permission) => {
    await fails(resources({ permission }), 'permission');
    await fails(subjects({ permission }), 'permission');
  });

  test.each(['', 'group', 'app/group', 'project', 'compute/order', 'x'])('the kind of subject %j: refused', (kind) =>
    fails(subjects({ subjectNamespace: kind }), 'subject_namespace'),
  );

  test.each(['', 'x', 'compute/order', 'compute/order:', 'compute/order:a b', 'group:nosuch'])(
    'the resource %j: refused',
    (resource) => fails(subjects({ resource }), 'resource'),
  );

  test('a permission that is not defined is not found', async () => {
    await expect(resources({ permission: 'nosuch' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('aliases of types', async () => {
    const projects = await resources({ namespace: 'project', permission: 'compute_order_get' });
    expect(projects.resources).toEqual([refKey(world.object('project web'))]);
  });

  test('a revision to wait for, and text that is none', async () => {
    const revision = await world.tell('grant reader to bob at project web');
    const answer = await resources({ atLeastRevision: revision }, 'bob');
    expect(answer.resources).toHaveLength(12);
    expect((answer.revision as string) >= revision).toBe(true);
    await fails(resources({ atLeastRevision: 'x' }), 'at_least_revision');
  });
});

describe('who may call', () => {
  async function mayAskResources(caller: string, subject: string): Promise<boolean> {
    const rule = world.access.lookupResources;
    if (typeof rule !== 'function') throw new Error('the rule depends on the request');
    const request = create(LookupResourcesRequestSchema, { subject });
    return isMet(caller, await rule(request, callerNamed(caller)));
  }

  async function mayAskSubjects(caller: string, resource: string): Promise<boolean> {
    const rule = world.access.lookupSubjects;
    if (typeof rule !== 'function') throw new Error('the rule depends on the request');
    return isMet(caller, await rule(create(LookupSubjectsRequestSchema, { resource }), callerNamed(caller)));
  }

  async function isMet(caller: string, required: 'denied' | Anyone | Requirement) {
    if (typeof required === 'string') return required !== 'denied';
    return permits(world.decisions, callerNamed(caller), required);
  }

  test('about resources: everyone for themselves, `check` for others', async () => {
    const [alice, bob] = [world.principal('alice'), world.principal('bob')];
    expect(await mayAskResources('alice', '')).toBe(true);
    expect(await mayAskResources('alice', alice)).toBe(true);
    expect(await mayAskResources('alice', bob)).toBe(false);
    expect(await mayAskResources('checker', bob)).toBe(true);
    expect(await mayAskResources('root', bob)).toBe(true);
    await fails(mayAskResources('alice', 'x'), 'subject');
  });

  test.each([
    ['project web', ['manager', 'root', 'checker']],
    ['compute/order o1', ['manager', 'root', 'checker']],
    ['group devs', ['deleter', 'root', 'checker']],
    ['organization acme', ['root', 'checker']],
    ['platform', ['root', 'checker']],
  ])('about the subjects of %s', async (text, allowed) => {
    const callers = ['alice', 'bob', 'manager', 'deleter', 'root', 'checker'];
    const may = await Promise.all(callers.map((caller) => mayAskSubjects(caller, refKey(world.object(text)))));
    expect(callers.filter((_, index) => may[index])).toEqual(callers.filter((caller) => allowed.includes(caller)));
  });

  test('by a name, too; what is not there is denied as what is not theirs', async () => {
    expect(await mayAskSubjects('manager', 'project:web')).toBe(true);
    for (const resource of [
      'project:nosuch',
      `project:${idOf('nosuch')}`,
      'compute/order:nosuch',
      world.principal('bob'),
    ])
      expect(await mayAskSubjects('manager', resource)).toBe(false);
    await fails(mayAskSubjects('alice', 'x'), 'resource');
  });
});
