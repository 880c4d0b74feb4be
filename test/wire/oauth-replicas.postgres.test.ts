// An assertion that one replica took is taken by no other, nor by any that starts later.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ASSERTION_TYPE, assertion, expectError, openWorld, post, type World } from '../conformance/support.js';
import { startApp, type TestApp } from '../support/app.js';
import { createPostgresDatabase } from '../support/postgres.js';

const apps: TestApp[] = [];
let start: () => Promise<TestApp>;
let drop: () => Promise<void>;
let world: World;

beforeAll(async () => {
  const database = await createPostgresDatabase();
  drop = database.drop;
  const settings = {
    FRONTIER_MASTER_KEY: randomBytes(32).toString('base64'),
    FRONTIER_BOOTSTRAP_CLIENT_ID: '5a6c0f2e-93b4-4f0e-8f7a-2d3c4b5a6979',
    FRONTIER_BOOTSTRAP_CLIENT_SECRET: randomBytes(32).toString('hex'),
  };
  start = async () => {
    const app = await startApp({ database: { kind: 'postgres', url: database.url }, settings });
    apps.push(app);
    return app;
  };
  world = await openWorld(await start());
  await start();
});

afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await drop();
});

const authenticate = (app: TestApp | undefined, client_assertion: string) =>
  post({ baseUrl: app?.baseUrl ?? '' }, '/oauth2/token', {
    fields: { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion },
  });

test('replayed on the other replica, and on one that starts later', async () => {
  const jwt = await assertion(world.client);
  expect((await authenticate(apps[0], jwt)).status).toBe(200);
  expectError(await authenticate(apps[1], jwt), 401, 'invalid_client');
  expectError(await authenticate(await start(), jwt), 401, 'invalid_client');
});

test('of 32 at once on both one', async () => {
  const jwt = await assertion(world.client);
  const answers = await Promise.all(Array.from({ length: 32 }, (_, index) => authenticate(apps[index % 2], jwt)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(31);
});
