// What cannot be applied: refused with the fields, and nothing of the request is done.
import { beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../support/database.js';
import { uuid } from '../world.js';
import { createScene, drop, everything, failureOf, put, type Scene } from './support.js';

let s: Scene;
let before: readonly string[];
beforeEach(async () => {
  s = await createScene(await testDatabase());
  const permission = { id: uuid(), namespace: 'compute/order', verb: 'get', title: '', metadata: {} };
  await s.deps.permissions.define([permission], new Date(s.clock.now()));
  before = await everything(s.db);
});

type Operations = Parameters<Scene['apply']>[0];

/** Together with something good, which is not to be done either. */
async function refusal(operations: Operations) {
  const failure = await failureOf(s.apply([...operations, put.policy(s.policy())]));
  expect(await everything(s.db)).toEqual(before);
  return failure;
}

async function expectInvalid(operations: Operations, ...fields: readonly string[]): Promise<void> {
  const expected = fields.map((field) => `operations${field}`);
  expect(await refusal(operations)).toEqual({ code: 'invalid_argument', reason: 'FIELD_INVALID', fields: expected });
}

describe('decision rule 9', () => {
  test('policies', async () => {
    const foreign = [`serviceuser:${s.theirs.serviceUser}`, `group:${s.theirs.group}`];
    for (const principal of [...foreign, `user:${uuid()}`, `serviceuser:${uuid()}`, `group:${uuid()}`])
      await expectInvalid([put.policy(s.policy({ principal }))], '[0].put_policy.principal');
    const missing = [`project:${uuid()}`, 'org:no-such', `group:${uuid()}`, `compute/order:${uuid()}`];
    for (const resource of missing)
      await expectInvalid([put.policy(s.policy({ resource }))], '[0].put_policy.resource');
    const resource = `compute/other:${s.ours.resource}`;
    await expectInvalid([put.policy(s.policy({ resource }))], '[0].put_policy.resource');
    await expectInvalid(
      [
        put.policy(s.policy({ roleId: 'no-such', principal: foreign[0] as string })),
        put.policy(s.policy({ resource })),
      ],
      '[0].put_policy.role_id',
      '[0].put_policy.principal',
      '[1].put_policy.resource',
    );
  });

  test('memberships', async () => {
    const groupId = s.ours.group;
    for (const member of [`serviceuser:${s.theirs.serviceUser}`, `group:${s.theirs.group}`, `user:${uuid()}`])
      await expectInvalid([put.membership({ groupId, member })], '[0].put_membership.member');
    const nowhere = { groupId: uuid(), member: `user:${s.user}` };
    await expectInvalid([put.membership(nowhere)], '[0].put_membership.group_id');
  });

  test('resources', async () => {
    const id = uuid();
    const wrong = [
      ['project_id', { projectId: uuid() }],
      ['project_id', { projectId: 'no-such' }],
      ['namespace', { namespace: 'compute/undefined' }],
      ['parent', { parent: `compute/order:${uuid()}` }],
      ['parent', { parent: `compute/order:${s.theirs.resource}` }],
      ['parent', { parent: `compute/other:${s.ours.resource}` }],
      ['owner', { owner: `serviceuser:${s.theirs.serviceUser}` }],
      ['owner', { owner: `user:${uuid()}` }],
    ] as const;
    for (const [field, given] of wrong)
      await expectInvalid([put.resource(s.resource({ id, ...given }))], `[0].put_resource.${field}`);
  });

  test('a disabled project takes no new resources', async () => {
    await s.db.updateTable('projects').set({ state: 'disabled' }).where('id', '=', s.ours.project).execute();
    expect(await refusal([put.resource(s.resource({ id: uuid() }))])).toEqual({
      code: 'failed_precondition',
      reason: 'PROJECT_DISABLED',
      fields: ['operations[0].put_resource.project_id'],
    });
    const present = s.resource({ id: s.ours.resource, name: 'o', title: 'new' });
    expect((await s.apply([put.resource(present)])).applied).toBe(1);
  });
});

describe('cycles', () => {
  const groupCycle = { code: 'failed_precondition', reason: 'GROUP_CYCLE' };
  const resourceCycle = { code: 'failed_precondition', reason: 'RESOURCE_CYCLE' };

  test('of groups, in one request or with what is there', async () => {
    const [a, b, c] = [s.ours.group, await s.addGroup(s.ours.org), await s.addGroup(s.ours.org)];
    const into = (groupId: string, member: string) => put.membership({ groupId, member: `app/group:${member}` });
    expect(await refusal([into(a, a)])).toEqual({ ...groupCycle, fields: ['operations[0].put_membership.member'] });
    expect(await refusal([into(a, b), put.membership({ groupId: a, member: `user:${s.user}` }), into(b, a)])).toEqual({
      ...groupCycle,
      fields: ['operations[0].put_membership.member', 'operations[2].put_membership.member'],
    });
    await s.apply([into(a, b), into(b, c)]);
    before = await everything(s.db);
    const d = await s.addGroup(s.ours.org);
    expect(await refusal([into(a, d), into(c, a)])).toEqual({
      ...groupCycle,
      fields: ['operations[1].put_membership.member'],
    });
    expect((await s.apply([into(c, a), drop.membership({ groupId: a, member: `group:${b}` })])).applied).toBe(2);
  });

  test('of resources, in one request or with what is there', async () => {
    const [a, b] = [uuid(), uuid()];
    const inside = (id: string, parent: string) => put.resource(s.resource({ id, parent: `compute/order:${parent}` }));
    expect(await refusal([inside(a, a)])).toEqual({ ...resourceCycle, fields: ['operations[0].put_resource.parent'] });
    expect(await refusal([inside(a, b), inside(b, a)])).toEqual({
      ...resourceCycle,
      fields: ['operations[0].put_resource.parent', 'operations[1].put_resource.parent'],
    });
    await s.apply([put.resource(s.resource({ id: a })), inside(b, a)]);
    before = await everything(s.db);
    expect(await refusal([inside(a, b)])).toEqual({ ...resourceCycle, fields: ['operations[0].put_resource.parent'] });
    expect((await s.apply([inside(a, b), put.resource(s.resource({ id: b }))])).applied).toBe(2);
  });
});

test('to put and to delete the same', async () => {
  const [id, folder] = [uuid(), uuid()];
  const membership = { groupId: s.ours.group, member: `user:${s.user}` };
  await expectInvalid([put.policy(s.policy()), drop.policy(s.policy())], '[0].put_policy', '[2].put_policy');
  await expectInvalid([put.membership(membership), drop.membership(membership)], '[0].put_membership');
  await s.apply([
    put.resource(s.resource({ id: folder })),
    put.resource(s.resource({ id, parent: `compute/order:${folder}` })),
  ]);
  before = await everything(s.db);
  await expectInvalid([put.resource(s.resource({ id })), drop.resource(folder)], '[0].put_resource.id');
  await expectInvalid(
    [put.policy(s.policy({ resource: `compute/order:${id}` })), drop.resource(folder)],
    '[0].put_policy.resource',
  );
  await expectInvalid(
    [put.resource(s.resource({ id: uuid(), parent: `compute/order:${id}` })), drop.resource(folder)],
    '[0].put_resource.parent',
  );
  const twice = uuid();
  await expectInvalid(
    [put.resource(s.resource({ id: twice })), put.resource(s.resource({ id: twice, title: 'other' }))],
    '[1].put_resource.id',
  );
});

describe('malformed', () => {
  test.each([
    ['[0].put_policy.role_id', put.policy({ roleId: '', resource: 'project:x', principal: `user:${uuid()}` })],
    ['[0].put_policy.resource', put.policy({ roleId: 'r', resource: 'project', principal: `user:${uuid()}` })],
    ['[0].put_policy.resource', put.policy({ roleId: 'r', resource: 'user:x', principal: `user:${uuid()}` })],
    ['[0].put_policy.resource', put.policy({ roleId: 'r', resource: 'project:a\0', principal: `user:${uuid()}` })],
    ['[0].put_policy.principal', put.policy({ roleId: 'r', resource: 'project:x', principal: 'user:x' })],
    ['[0].delete_policy.principal', drop.policy({ roleId: 'r', resource: 'project:x', principal: '' })],
    ['[0].put_membership.group_id', put.membership({ groupId: 'x', member: `user:${uuid()}` })],
    ['[0].delete_membership.member', drop.membership({ groupId: uuid(), member: 'x' })],
    ['[0].put_resource.id', put.resource({ id: 'X', projectId: 'p', namespace: 'a/b', name: 'n' })],
    ['[0].put_resource.namespace', put.resource({ id: uuid(), projectId: 'p', namespace: 'app/user', name: 'n' })],
    ['[0].put_resource.name', put.resource({ id: uuid(), projectId: 'p', namespace: 'a/b', name: 'n m' })],
    ['[0].put_resource.title', put.resource({ id: uuid(), projectId: 'p', namespace: 'a/b', name: 'n', title: '\0' })],
    [
      '[0].put_resource.parent',
      put.resource({ id: uuid(), projectId: 'p', namespace: 'a/b', name: 'n', parent: `project:${uuid()}` }),
    ],
    [
      '[0].put_resource.owner',
      put.resource({ id: uuid(), projectId: 'p', namespace: 'a/b', name: 'n', owner: `group:${uuid()}` }),
    ],
    ['[0].delete_resource.id', drop.resource('x')],
    ['[0]', { case: undefined }],
  ] as const)('%s', async (field, operation) => {
    await expectInvalid([operation as Operations[number]], field);
  });

  test('too few and too many', async () => {
    for (const operations of [[], Array.from({ length: 5_001 }, () => put.policy(s.policy()))])
      expect(await failureOf(s.apply(operations))).toMatchObject({ code: 'invalid_argument', fields: ['operations'] });
  });

  test('of very many faults the first are told', async () => {
    const { fields } = await failureOf(s.apply(Array.from({ length: 5_000 }, () => drop.resource('x'))));
    expect(fields).toEqual(Array.from({ length: 16 }, (_, index) => `operations[${index}].delete_resource.id`));
  });

  test.each(['a'.repeat(129), 'a\nb', '\ud800'])('a key that is %j', async (key) => {
    const failure = await failureOf(s.apply([put.policy(s.policy())], key));
    expect(failure).toMatchObject({ code: 'invalid_argument', fields: ['idempotency_key'] });
  });
});
