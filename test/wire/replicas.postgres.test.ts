// Two replicas on one database: what one writes the other decides by, and they agree on who they are.
import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { createPostgresDatabase } from '../support/postgres.js';
import { query } from '../support/postgres-server.js';
import { type Client, text } from './support/client.js';
import { WHO } from './support/presented.js';
import { send } from './support/raw-answer.js';
import { type Act, actAs, createServiceUser, createTenant, grant, plainClient, type Tenant } from './support/tenant.js';

/** A change made elsewhere is seen within a poll; the machine may be busy. */
const SOON = { timeout: 10_000, interval: 20 };

describe('replicas that have been there for a while', () => {
  let replicas: readonly [TestApp, TestApp];
  let clients: readonly [Client, Client];
  let acts: readonly [Act, Act];
  let tenant: Tenant;
  let drop: () => Promise<void>;

  beforeAll(async () => {
    const database = await createPostgresDatabase();
    drop = database.drop;
    const given = { FRONTIER_BOOTSTRAP_CLIENT_ID: '5a6c0f2e-93b4-4f0e-8f7a-2d3c4b5a6978' };
    const secret = { FRONTIER_BOOTSTRAP_CLIENT_SECRET: randomBytes(32).toString('hex') };
    const master = { FRONTIER_MASTER_KEY: randomBytes(32).toString('base64') };
    const start = () =>
      startApp({ database: { kind: 'postgres', url: database.url }, settings: { ...given, ...secret, ...master } });
    replicas = [await start(), await start()];
    clients = [plainClient(replicas[0].baseUrl), plainClient(replicas[1].baseUrl)];
    acts = [actAs(clients[0], replicas[0].admin.basic), actAs(clients[1], replicas[1].admin.basic)];
    tenant = await createTenant(replicas[0]);
  });

  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await drop();
  });

  const directions = [
    ['from the first to the second', 0, 1],
    ['from the second to the first', 1, 0],
  ] as const;

  describe.each(directions)('%s', (_, here, there) => {
    /** A service user that may see its project, as soon as it is granted. */
    async function stranger() {
      const robot = await createServiceUser(acts[here], tenant.orgId);
      const question = { permission: 'get', resource: `app/project:${tenant.projectId}` };
      const ask = async (freshness: JsonObject = {}) => {
        const answer = await clients[there].call(
          'CheckPermission',
          { ...question, ...freshness },
          { authorization: robot.basic },
        );
        return answer.code === 'ok' ? answer.value['status'] : answer.code;
      };
      const allow = () =>
        grant(acts[here], { role: 'app_project_viewer', at: `app/project:${tenant.projectId}`, to: robot.id });
      return { robot, ask, allow };
    }

    test('a grant and its end, at once when a revision is asked for', async () => {
      const { ask, allow } = await stranger();
      expect(await ask()).toBe(false);
      const granted = await allow();
      expect(await ask({ at_least_revision: text(granted, 'revision') })).toBe(true);
      const ended = await acts[here]('DeletePolicy', { id: text(granted, 'policy.id') });
      expect(await ask({ at_least_revision: text(ended, 'revision') })).toBe(false);
    });

    test('a grant and its end, at once when asked to be fully consistent', async () => {
      const { ask, allow } = await stranger();
      expect(await ask()).toBe(false);
      const granted = await allow();
      expect(await ask({ fully_consistent: true })).toBe(true);
      await acts[here]('DeletePolicy', { id: text(granted, 'policy.id') });
      expect(await ask({ fully_consistent: true })).toBe(false);
    });

    test('a grant and its end, soon when nothing is asked for', async () => {
      const { ask, allow } = await stranger();
      expect(await ask()).toBe(false);
      const granted = await allow();
      await expect.poll(() => ask(), SOON).toBe(true);
      await acts[here]('DeletePolicy', { id: text(granted, 'policy.id') });
      await expect.poll(() => ask(), SOON).toBe(false);
    });

    test('a service user that is disabled, and enabled again', async () => {
      const { ask, allow, robot } = await stranger();
      await allow();
      await expect.poll(() => ask(), SOON).toBe(true);
      await acts[here]('DisableServiceUser', { id: robot.id });
      await expect.poll(() => ask(), SOON).toBe('unauthenticated');
      await acts[here]('EnableServiceUser', { id: robot.id });
      await expect.poll(() => ask(), SOON).toBe(true);
    });

    test('a secret that is deleted, and the token got with it', async () => {
      const { robot } = await stranger();
      const tokenOf = async () => {
        const { value, code } = await clients[there].call('AuthToken', {}, { authorization: robot.basic });
        return code === 'ok' ? text(value, 'access_token') : code;
      };
      const bearer = `Bearer ${await tokenOf()}`;
      const who = async (replica: TestApp) =>
        (await send(replica, { method: 'GET', target: WHO, headers: { authorization: bearer } })).status;
      expect([await who(replicas[here]), await who(replicas[there])]).toEqual([200, 200]);
      await acts[here]('DeleteSecret', { id: robot.id, secret_id: robot.secretId });
      expect(await who(replicas[here])).toBe(401);
      await expect.poll(() => who(replicas[there]), SOON).toBe(401);
      await expect.poll(tokenOf, SOON).toBe('unauthenticated');
    });

    test('a name that is new, and roles and permissions that are', async () => {
      const { robot } = await stranger();
      const service = `s${robot.id.slice(0, 8)}`;
      const name = `shop-${service}`;
      const asked = { permission: `${service}.order.get`, resource: `project:${name}`, fully_consistent: true };
      const ask = () => clients[there].call('CheckPermission', asked, { authorization: robot.basic });
      expect((await ask()).code).toBe('not_found');
      await acts[here]('CreatePermission', { bodies: [{ key: asked.permission }] });
      const project = await acts[here]('CreateProject', { body: { name, org_id: tenant.orgId } });
      const role = { name: `reader-${service}`, permissions: [asked.permission] };
      const made = await acts[here]('CreateOrganizationRole', { org_id: tenant.orgId, body: role });
      const at = `app/project:${text(project, 'project.id')}`;
      await grant(acts[here], { role: text(made, 'role.id'), at, to: robot.id });
      expect(await ask()).toMatchObject({ code: 'ok', value: { status: true } });
    });
  });

  test('they publish the same keys', async () => {
    const [one, two] = await Promise.all(
      replicas.map((replica) => send(replica, { method: 'GET', target: '/.well-known/jwks.json' })),
    );
    expect(one).toEqual(two);
  });
});

test('a race of first starts makes one schema, one signing key and one secret', async () => {
  const server = inject('postgres');
  if (server === undefined) throw new Error('no Postgres');
  const name = `${server.template}_race_${randomBytes(4).toString('hex')}`;
  await query(server.url, `create database ${name}`);
  onTestFinished(() => query(server.url, `drop database ${name} with (force)`));
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const settings = {
    FRONTIER_MASTER_KEY: randomBytes(32).toString('base64'),
    FRONTIER_BOOTSTRAP_CLIENT_ID: '',
    FRONTIER_BOOTSTRAP_CLIENT_SECRET: '',
  };
  const start = () => startApp({ database: { kind: 'postgres', url: url.href }, settings });
  const apps = await Promise.all([start(), start(), start(), start()]);
  onTestFinished(async () => {
    await Promise.all(apps.map((app) => app.close()));
  });
  const [made, ...others] = apps.filter(({ admin }) => admin.clientSecret !== '');
  if (made === undefined) throw new Error('nobody made a secret');
  expect(others).toEqual([]);
  expect(new Set(apps.map(({ admin }) => admin.clientId))).toEqual(new Set([made.admin.clientId]));
  const token = text(await actAs(plainClient(made.baseUrl), made.admin.basic)('AuthToken', {}), 'access_token');
  const keys = await Promise.all(apps.map((app) => send(app, { method: 'GET', target: '/.well-known/jwks.json' })));
  expect(JSON.parse(keys[0]?.body ?? '').keys).toHaveLength(1);
  for (const [index, app] of apps.entries()) {
    expect(keys[index]).toEqual(keys[0]);
    const headers = { authorization: `Bearer ${token}` };
    expect((await send(app, { method: 'GET', target: WHO, headers })).status).toBe(200);
  }
});
