// Bad input: every string of every request, with what no request may hold, is refused with its path and writes nothing.
import { type MessageShape, create as message } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, test } from 'vitest';
import { FrontierService } from '../../gen/raystack/frontier/v1beta1/frontier_pb.js';
import { FrontierError } from '../../src/kernel/errors.js';
import type { Awaitable, Call } from '../../src/kernel/rpc.js';
import { anybody, everyRow, type TestOrganizations, testOrganizations, uuid } from './support.js';

let t: TestOrganizations;
beforeAll(async () => {
  t = await testOrganizations();
});

const BAD = ['a\u0000b', 'a\nb', '\ud800', 'x'.repeat(70_000), '../..', "';--", 'Ａ'];
const details = { title: 'T', metadata: { a: 1 } };
const key = { id: uuid(), orgId: 'acme' };
const resource = { ...details, name: 'n', namespace: 'compute/order', principal: '', parent: '' };

/** A well-formed request of each RPC, as far as it takes strings. */
const REQUESTS = {
  createOrganization: { body: { ...details, name: 'n', avatar: 'a' } },
  listOrganizations: { userId: uuid(), state: 'enabled' },
  getOrganization: { id: 'acme' },
  updateOrganization: { id: 'acme', body: { ...details, name: 'acme', avatar: 'a' } },
  deleteOrganization: { id: 'acme' },
  enableOrganization: { id: 'acme' },
  disableOrganization: { id: 'acme' },
  listOrganizationProjects: { id: 'acme', state: 'enabled' },
  createProject: { body: { ...details, name: 'n', orgId: 'acme' } },
  getProject: { id: 'one' },
  updateProject: { id: 'one', body: { ...details, name: 'one', orgId: 'acme' } },
  deleteProject: { id: 'one' },
  enableProject: { id: 'one' },
  disableProject: { id: 'one' },
  listOrganizationGroups: { orgId: 'acme', state: 'enabled', groupIds: [uuid()] },
  createGroup: { orgId: 'acme', body: { ...details, name: 'n' } },
  getGroup: key,
  updateGroup: { ...key, body: { ...details, name: 'n' } },
  deleteGroup: key,
  enableGroup: key,
  disableGroup: key,
  addGroupMembers: { ...key, members: [`app/user:${uuid()}`] },
  removeGroupMembers: { ...key, members: [`app/user:${uuid()}`] },
  listGroupMembers: key,
  addGroupUsers: { ...key, userIds: [uuid()] },
  removeGroupUser: { ...key, userId: uuid() },
  listGroupUsers: key,
  createUser: { body: { ...details, name: 'n', email: 'n@example.com', avatar: 'a' } },
  listUsers: { keyword: 'k', orgId: 'acme', groupId: uuid(), state: 'enabled' },
  getUser: { id: uuid() },
  enableUser: { id: uuid() },
  disableUser: { id: uuid() },
  deleteUser: { id: uuid() },
  createProjectResource: { id: uuid(), projectId: 'one', body: resource },
  listProjectResources: { projectId: 'one', namespace: 'compute/order' },
  getProjectResource: { id: uuid(), projectId: 'one' },
  updateProjectResource: { id: uuid(), projectId: 'one', body: resource },
  deleteProjectResource: { id: uuid(), projectId: 'one' },
} satisfies { [R in keyof TestOrganizations['rpc']]: object };

type Rpc = keyof typeof REQUESTS;
const FREE_TEXT = new Set(['title', 'avatar', 'keyword']);

/** Every copy of `value` with one of its strings replaced, and that string's path on the wire. */
function* withEach(
  value: unknown,
  bad: string,
  path = '',
): Generator<{ readonly field: string; readonly value: unknown }> {
  if (typeof value === 'string') yield { field: path, value: bad };
  else if (Array.isArray(value))
    for (const [i, item] of value.entries())
      for (const changed of withEach(item, bad, `${path}[${i}]`))
        yield { ...changed, value: value.with(i, changed.value) };
  else if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value)) {
      const wire = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      for (const changed of withEach(item, bad, path === '' ? wire : `${path}.${wire}`))
        yield { ...changed, value: { ...value, [name]: changed.value } };
    }
}

function invoke(rpc: Rpc, init: unknown): Awaitable<unknown> {
  const method = FrontierService.method[rpc];
  const handler = t.rpc[rpc] as (request: MessageShape<typeof method.input>, call: Call) => Awaitable<unknown>;
  return handler(message(method.input, init as object), anybody);
}

async function violations(rpc: Rpc, init: unknown): Promise<readonly string[]> {
  try {
    await invoke(rpc, init);
  } catch (error) {
    if (error instanceof FrontierError) return error.violations.map(({ field }) => field);
    throw error;
  }
  return [];
}

describe.each(Object.keys(REQUESTS) as Rpc[])('%s', (rpc) => {
  test('refuses every bad string with its path', async () => {
    const before = await everyRow(t.db);
    for (const bad of BAD)
      for (const { field, value } of withEach(REQUESTS[rpc], bad)) {
        const last = field.split('.').at(-1) ?? '';
        if (FREE_TEXT.has(last) && bad.length < 10 && !/[\0\n\ud800]/.test(bad)) continue;
        expect(await violations(rpc, value), `${field} ${JSON.stringify(bad).slice(0, 20)}`).toContain(field);
      }
    expect(await everyRow(t.db)).toEqual(before);
  });

  test('refuses a request of nothing, or answers it without fault of its own', async () => {
    const before = await everyRow(t.db);
    await violations(rpc, {});
    expect(await everyRow(t.db)).toEqual(before);
  });
});

test('metadata that no database holds is refused', async () => {
  let deep: unknown = 1;
  for (let level = 0; level < 20_000; level += 1) deep = [deep];
  for (const metadata of [{ a: '\u0000' }, { '\ud800': 1 }, { a: 'x'.repeat(70_000) }, { deep }])
    expect(await violations('createUser', { body: { email: 'n@example.com', metadata } })).toEqual(['body.metadata']);
});

test('pages and states that there are none of are refused', async () => {
  expect(await violations('listUsers', { pageSize: -1 })).toEqual(['page_size']);
  expect(await violations('listUsers', { pageSize: 1, pageNum: -1 })).toEqual(['page_num']);
  expect(await violations('listUsers', { state: 'Enabled' })).toEqual(['state']);
});

test('a name for something new is none that could be taken for an id', async () => {
  for (const name of [uuid(), uuid().toUpperCase()]) {
    expect(await violations('createOrganization', { body: { name } })).toEqual(['body.name']);
    expect(await violations('createProject', { body: { name, orgId: 'acme' } })).toEqual(['body.name']);
  }
});

test.each(['', 'ann', 'ann@', '@example.com', 'a b@example.com', `${'a'.repeat(250)}@x.de`, 'ann@example.com\n'])(
  'an address %j is refused',
  async (email) => {
    expect(await violations('createUser', { body: { email } })).toEqual(['body.email']);
  },
);
