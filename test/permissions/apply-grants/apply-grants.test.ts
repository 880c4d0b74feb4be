// Applying grants: what is put is there afterwards, what is deleted is not, and the feed is told exactly that.
import { beforeEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../support/database.js';
import { changesAt, uuid } from '../world.js';
import { createScene, drop, everything, failureOf, put, type Scene } from './support.js';

let s: Scene;
beforeEach(async () => {
  s = await createScene(await testDatabase());
});

async function definePermission(): Promise<void> {
  const permission = { id: uuid(), namespace: 'compute/order', verb: 'get', title: '', metadata: {} };
  await s.deps.permissions.define([permission], new Date(s.clock.now()));
}

test('one request puts resources, what lies in them, and what is granted there', async () => {
  await definePermission();
  const [folder, order, inner] = [uuid(), uuid(), await s.addGroup(s.ours.org)];
  const before = await everything(s.db);
  const { applied, revision } = await s.apply([
    put.policy({ roleId: 'app_project_viewer', resource: `compute/order:${order}`, principal: `user:${s.user}` }),
    put.resource(s.resource({ id: order, parent: `compute/order:${folder}` })),
    put.resource(s.resource({ id: folder, owner: `serviceuser:${s.ours.serviceUser}` })),
    put.membership({ groupId: s.ours.group, member: `group:${inner}` }),
    put.membership({ groupId: inner, member: `serviceuser:${s.ours.serviceUser}` }),
  ]);
  expect(applied).toBe(5);
  const after = await everything(s.db);
  expect(after.filter((line) => !before.includes(line))).toEqual(
    [
      `app_project_viewer app/user:${s.user} compute/order:${order}`,
      `owner app/serviceuser:${s.ours.serviceUser} compute/order:${folder}`,
      `app/group:${inner} in ${s.ours.group}`,
      `app/serviceuser:${s.ours.serviceUser} in ${inner}`,
      `resource ${folder} in ${s.ours.project}`,
      `resource ${order} in ${folder}`,
    ].sort(),
  );
  expect(await changesAt(s.db, revision)).toEqual(
    [
      `grant app/user:${s.user}|compute/order:${order}`,
      `grant app/serviceuser:${s.ours.serviceUser}|compute/order:${folder}`,
      `member app/group:${inner}|app/group:${s.ours.group}`,
      `member app/serviceuser:${s.ours.serviceUser}|app/group:${inner}`,
      `object compute/order:${folder}`,
      `object compute/order:${order}`,
      `name urn:frn:${s.ours.projectName}:compute/order:${folder}`,
      `name urn:frn:${s.ours.projectName}:compute/order:${order}`,
    ].sort(),
  );
});

test('the same again changes nothing, in one request as in two', async () => {
  await definePermission();
  const id = uuid();
  const operations = [
    put.policy(s.policy()),
    put.policy(s.policy({ resource: `project:${s.ours.projectName}` })),
    put.membership({ groupId: s.ours.group, member: `user:${s.user}` }),
    put.membership({ groupId: s.ours.group, member: `app/user:${s.user}` }),
    put.resource(s.resource({ id, title: 'T', metadata: { a: [1] }, owner: `user:${s.user}` })),
    put.resource(
      s.resource({ id, projectId: s.ours.projectName, title: 'T', metadata: { a: [1] }, owner: `user:${s.user}` }),
    ),
  ];
  const first = await s.apply(operations);
  expect(first.applied).toBe(3);
  const after = await everything(s.db);
  expect(await s.apply(operations)).toEqual({ applied: 0, revision: first.revision });
  expect(await everything(s.db)).toEqual(after);
});

test('deletes what is there, and passes over what is not', async () => {
  await definePermission();
  const [folder, order] = [uuid(), uuid()];
  const before = await everything(s.db);
  await s.apply([
    put.resource(s.resource({ id: folder, owner: `user:${s.user}` })),
    put.resource(s.resource({ id: order, parent: `compute/order:${folder}` })),
    put.policy(s.policy({ resource: `compute/order:${order}` })),
    put.policy(s.policy()),
    put.membership({ groupId: s.ours.group, member: `user:${s.user}` }),
  ]);
  const { applied, revision } = await s.apply([
    drop.resource(folder),
    drop.resource(uuid()),
    drop.policy(s.policy()),
    drop.policy(s.policy({ roleId: 'app_project_owner' })),
    drop.policy(s.policy({ roleId: 'no-such-role' })),
    drop.policy(s.policy({ resource: `project:${uuid()}`, principal: `user:${uuid()}` })),
    drop.membership({ groupId: s.ours.group, member: `user:${s.user}` }),
    drop.membership({ groupId: uuid(), member: `user:${s.user}` }),
  ]);
  expect(applied).toBe(3);
  expect(await everything(s.db)).toEqual(before);
  expect(await changesAt(s.db, revision)).toEqual(
    [
      `grant app/user:${s.user}|app/project:${s.ours.project}`,
      `grant app/user:${s.user}|compute/order:${folder}`,
      `grant app/user:${s.user}|compute/order:${order}`,
      `member app/user:${s.user}|app/group:${s.ours.group}`,
      `object compute/order:${folder}`,
      `object compute/order:${order}`,
      `name urn:frn:${s.ours.projectName}:compute/order:${folder}`,
      `name urn:frn:${s.ours.projectName}:compute/order:${order}`,
    ].sort(),
  );
});

describe('a resource that is there', () => {
  beforeEach(definePermission);

  test('takes another title, parent and owner, and keeps its owner when none is named', async () => {
    const [id, folder] = [uuid(), uuid()];
    const [first, second] = [`app/user:${s.user}`, `app/serviceuser:${s.ours.serviceUser}`];
    await s.apply([put.resource(s.resource({ id, owner: first })), put.resource(s.resource({ id: folder }))]);
    const changed = { id, title: 'new', parent: `compute/order:${folder}` };
    expect((await s.apply([put.resource(s.resource(changed))])).applied).toBe(1);
    expect(await everything(s.db)).toContain(`owner ${first} compute/order:${id}`);
    const { applied, revision } = await s.apply([put.resource(s.resource({ ...changed, owner: second }))]);
    expect(applied).toBe(1);
    expect(await changesAt(s.db, revision)).toEqual(
      [`grant ${first}|compute/order:${id}`, `grant ${second}|compute/order:${id}`].sort(),
    );
    const all = await everything(s.db);
    expect(all).toContain(`owner ${second} compute/order:${id}`);
    expect(all).not.toContain(`owner ${first} compute/order:${id}`);
    expect(all).toContain(`resource ${id} in ${folder}`);
  });

  test('is not another one: project, namespace and name stay', async () => {
    const id = s.ours.resource;
    for (const [field, given] of [
      ['operations[0].put_resource.id', { name: 'other' }],
      ['operations[0].put_resource.id', { name: 'o', projectId: s.theirs.project }],
    ] as const)
      expect(await failureOf(s.apply([put.resource(s.resource({ id, ...given }))]))).toEqual({
        code: 'already_exists',
        reason: 'RESOURCE_EXISTS',
        fields: [field],
      });
  });

  test('its name is taken, unless the same request deletes it', async () => {
    const [first, second] = [uuid(), uuid()];
    await s.apply([put.resource(s.resource({ id: first, name: 'taken' }))]);
    const again = put.resource(s.resource({ id: second, name: 'taken' }));
    const taken = { code: 'already_exists', fields: ['operations[0].put_resource.name'] };
    expect(await failureOf(s.apply([again]))).toMatchObject(taken);
    expect((await s.apply([again, drop.resource(first)])).applied).toBe(2);
    const third = put.resource(s.resource({ id: uuid(), name: 'twice' }));
    const fourth = put.resource(s.resource({ id: uuid(), name: 'twice' }));
    expect(await failureOf(s.apply([third, fourth]))).toMatchObject({ fields: ['operations[1].put_resource.name'] });
  });
});

test('a role is named by id, or by name: of the organization first, then of the platform', async () => {
  const now = new Date(s.clock.now());
  const draft = { name: 'app_project_viewer', title: '', permissions: [], scopes: [], metadata: {} };
  const own = await s.deps.roles.create({ ...draft, id: uuid(), orgId: s.ours.org }, now);
  const foreign = await s.deps.roles.create({ ...draft, name: 'foreign', id: uuid(), orgId: s.theirs.org }, now);
  const platform = await s.deps.roles.findByName('app_project_viewer', null);
  await s.apply([
    put.policy(s.policy()),
    put.policy(s.policy({ roleId: platform?.id as string })),
    put.policy(s.policy({ resource: 'platform:platform' })),
  ]);
  const granted = await s.deps.policies.list({ principal: { namespace: 'app/user', id: s.user } });
  const at = (namespace: string) => granted.filter(({ resource }) => resource.namespace === namespace);
  expect(
    at('app/project')
      .map(({ roleId }) => roleId)
      .sort(),
  ).toEqual([own.value.id, platform?.id].sort());
  expect(at('app/platform').map(({ roleId }) => roleId)).toEqual([platform?.id]);
  for (const roleId of ['foreign', foreign.value.id, uuid()])
    expect(await failureOf(s.apply([put.policy(s.policy({ roleId }))]))).toMatchObject({
      code: 'invalid_argument',
      fields: ['operations[0].put_policy.role_id'],
    });
});
