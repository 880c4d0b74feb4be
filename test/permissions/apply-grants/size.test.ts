// A batch of thousands takes as many statements as one of a few, and travels over the wire.
import type { Kysely, KyselyPlugin } from 'kysely';
import { beforeAll, expect, test } from 'vitest';
import type { Database, Tables } from '../../../src/storage/index.js';
import { sharedApp } from '../../support/app.js';
import { testDatabase } from '../../support/database.js';
import { uuid } from '../world.js';
import { createScene, put, type Scene } from './support.js';

const MOST_STATEMENTS = 25;

let statements = 0;
let s: Scene;
beforeAll(async () => {
  s = await createScene(counted(await testDatabase()));
  const permission = { id: uuid(), namespace: 'compute/order', verb: 'get', title: '', metadata: {} };
  await s.deps.permissions.define([permission], new Date(s.clock.now()));
});

function counted(db: Database): Kysely<Tables> {
  const count: KyselyPlugin = {
    transformQuery: ({ node }) => {
      statements += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return db.withPlugin(count);
}

async function statementsFor(count: number): Promise<number> {
  const ids = Array.from({ length: count }, () => uuid());
  const before = statements;
  const { applied } = await s.apply(
    [
      ...ids.map((id) => put.resource(s.resource({ id, owner: `user:${s.user}` }))),
      ...ids.map((id) => put.policy(s.policy({ resource: `compute/order:${id}` }))),
      put.membership({ groupId: s.ours.group, member: `user:${s.user}` }),
    ],
    uuid(),
  );
  expect(applied).toBeGreaterThanOrEqual(2 * count);
  return statements - before;
}

test('5,000 operations take a handful of statements', async () => {
  expect(await statementsFor(2)).toBeLessThanOrEqual(MOST_STATEMENTS);
  expect(await statementsFor(2_499)).toBeLessThanOrEqual(MOST_STATEMENTS);
});

test('over REST', async () => {
  const { baseUrl, admin } = await sharedApp();
  const post = (operations: unknown) =>
    fetch(`${baseUrl}/v1beta1/admin/grants/apply`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: admin.basic },
      body: JSON.stringify({ operations, idempotency_key: 'over REST' }),
    });
  const resource = `project:${uuid()}`;
  const missing = { role_id: 'app_project_viewer', resource, principal: `user:${uuid()}` };
  const refused = await post(Array.from({ length: 5_000 }, () => ({ put_policy: missing })));
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    details: [{ reason: 'FIELD_INVALID' }, { field_violations: { 0: { field: 'operations[0].put_policy.resource' } } }],
  });
  const done = await post([{ delete_policy: missing }]);
  expect(await done.json()).toMatchObject({ applied: 0, revision: expect.stringMatching(/^\d{16}$/) });
});
