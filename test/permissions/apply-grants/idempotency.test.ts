// The same operations under the same key are applied once, whatever happened in between.
import { beforeEach, expect, test } from 'vitest';
import { testDatabase } from '../../support/database.js';
import { uuid } from '../world.js';
import { createScene, drop, everything, failureOf, put, type Scene } from './support.js';

const DAY = 86_400_000;
const REUSED = { code: 'failed_precondition', reason: 'IDEMPOTENCY_KEY_REUSED', fields: [] };

let s: Scene;
beforeEach(async () => {
  s = await createScene(await testDatabase());
});

test('gives the first answer again, and applies nothing', async () => {
  const first = await s.apply([put.policy(s.policy())], 'key');
  expect(first.applied).toBe(1);
  await s.apply([drop.policy(s.policy())]);
  const after = await everything(s.db);
  expect(await s.apply([put.policy(s.policy())], 'key')).toEqual(first);
  expect(await everything(s.db)).toEqual(after);
});

test('refuses other operations, or the same in another order', async () => {
  const other = s.policy({ roleId: 'app_project_owner' });
  await s.apply([put.policy(s.policy()), put.policy(other)], 'key');
  const after = await everything(s.db);
  const member = put.membership({ groupId: s.ours.group, member: `user:${s.user}` });
  for (const operations of [[member], [put.policy(other), put.policy(s.policy())]])
    expect(await failureOf(s.apply(operations, 'key'))).toEqual(REUSED);
  expect(await everything(s.db)).toEqual(after);
});

test('members of metadata may come in another order', async () => {
  const permission = { id: uuid(), namespace: 'compute/order', verb: 'get', title: '', metadata: {} };
  await s.deps.permissions.define([permission], new Date(s.clock.now()));
  const resource = s.resource({ id: uuid() });
  const first = await s.apply([put.resource({ ...resource, metadata: { a: { x: 1, y: [2] }, b: 1 } })], 'key');
  const again = await s.apply([put.resource({ ...resource, metadata: { b: 1, a: { y: [2], x: 1 } } })], 'key');
  expect(again).toEqual(first);
});

test('of many at once one is applied, and all get its answer', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => s.apply([put.policy(s.policy())], 'key')));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.applied).toBe(1);
});

test('what failed is not remembered', async () => {
  const principal = `user:${uuid()}`;
  expect(await failureOf(s.apply([put.policy(s.policy({ principal }))], 'key'))).toMatchObject({
    code: 'invalid_argument',
  });
  expect((await s.apply([put.policy(s.policy())], 'key')).applied).toBe(1);
});

test('a key is remembered for seven days, and then forgotten', async () => {
  await s.apply([put.policy(s.policy())], 'key');
  s.clock.advance(7 * DAY - 1);
  expect((await s.apply([put.policy(s.policy())], 'key')).applied).toBe(1);
  s.clock.advance(1);
  expect((await s.apply([put.policy(s.policy())], 'key')).applied).toBe(0);
  s.clock.advance(7 * DAY);
  await s.apply([drop.policy(s.policy())], 'other');
  const keys = await s.db.selectFrom('idempotency_keys').select('key').execute();
  expect(keys).toEqual([{ key: 'other' }]);
});
