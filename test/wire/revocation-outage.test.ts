// Without Redis, when there should be one: tokens are not answered for, or the database is asked; all else goes on.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { startTcpRelay, type TcpRelay } from '../support/tcp-relay.js';
import { text } from './support/client.js';
import { WHO } from './support/presented.js';
import { send } from './support/raw-answer.js';
import { actAs, plainClient } from './support/tenant.js';

const SOON = { timeout: 15_000, interval: 20 };

describe.runIf(hasRedis())('when Redis is cut off', () => {
  let server: TestRedis;
  let relay: TcpRelay;
  const apps: TestApp[] = [];

  beforeAll(async () => {
    server = await startRedis();
    relay = await startTcpRelay(Number(new URL(server.url).port));
  });
  afterAll(async () => {
    for (const app of apps) await app.close();
    await relay.close();
    await server.stop();
  });

  async function start(onOutage: string) {
    const settings = {
      REDIS_URL: `redis://127.0.0.1:${relay.port}`,
      FRONTIER_REVOCATION_MAX_STALENESS: '1s',
      FRONTIER_REVOCATION_ON_OUTAGE: onOutage,
    };
    const app = await startApp({ settings });
    apps.push(app);
    const act = actAs(plainClient(app.baseUrl), app.admin.basic);
    const token = async () => text(await act('AuthToken', {}), 'access_token');
    const who = (authorization: string) => send(app, { method: 'GET', target: WHO, headers: { authorization } });
    return { app, act, token, who };
  }

  test('closed: tokens are unavailable until it is back, Basic goes on, and /readyz says why', async () => {
    const { app, act, token, who } = await start('closed');
    const [good, ended] = [await token(), await token()];
    expect((await who(`Bearer ${good}`)).status).toBe(200);
    await relay.cut();
    await expect.poll(async () => (await who(`Bearer ${good}`)).status, SOON).toBe(503);
    const refused = await who(`Bearer ${good}`);
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.body).toContain('REVOCATIONS_UNKNOWN');
    expect((await who(app.admin.basic)).status).toBe(200);
    const ready = await send(app, { method: 'GET', target: '/readyz' });
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.body).checks).toMatchObject({ revocations: 'not heard for too long', database: 'ok' });
    await act('RevokeToken', { token: ended });
    expect((await who(`Bearer ${ended}`)).status).toBe(401);
    const metrics = (await send(app, { method: 'GET', target: '/metrics' })).body;
    expect(metrics).toMatch(/^frontier_revocation_closed 1$/m);
    expect(metrics).toMatch(/^frontier_revocation_outbox_depth 1$/m);
    expect(metrics).toMatch(/^frontier_revocation_entries\{kind="token"\} 1$/m);
    await relay.restore();
    await expect.poll(async () => (await who(`Bearer ${good}`)).status, SOON).toBe(200);
    expect((await who(`Bearer ${ended}`)).status).toBe(401);
    const depth = async () =>
      /^frontier_revocation_outbox_depth (\d+)$/m.exec(
        (await send(app, { method: 'GET', target: '/metrics' })).body,
      )?.[1];
    await expect.poll(depth, SOON).toBe('0');
  });

  test('postgres: tokens are answered for from the rows, and revoked ones refused', async () => {
    const { app, act, token, who } = await start('postgres');
    const [good, ended] = [await token(), await token()];
    await relay.cut();
    const revocations = async () =>
      JSON.parse((await send(app, { method: 'GET', target: '/readyz' })).body).checks.revocations;
    await expect.poll(revocations, SOON).not.toBe('ok');
    expect((await who(`Bearer ${good}`)).status).toBe(200);
    await act('RevokeToken', { token: ended });
    expect((await who(`Bearer ${ended}`)).status).toBe(401);
    expect((await who(`Bearer ${good}`)).status).toBe(200);
    await relay.restore();
    await expect.poll(revocations, SOON).toBe('ok');
  });
});
