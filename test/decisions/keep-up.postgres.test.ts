// The service with a Redis by its side, and with one that is not there.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';
import { freePort } from '../support/throwaway-server.js';

const apps: TestApp[] = [];
afterAll(async () => {
  for (const app of apps) await app.close();
});

async function start(redisUrl: string): Promise<TestApp> {
  const app = await startApp({ settings: { REDIS_URL: redisUrl } });
  apps.push(app);
  return app;
}

async function expectReady({ baseUrl }: TestApp, redis: string): Promise<void> {
  const end = performance.now() + 15_000;
  for (;;) {
    const answer = await fetch(`${baseUrl}/readyz`);
    const body = (await answer.json()) as { checks: { redis: string } };
    if (body.checks.redis === redis || performance.now() > end) {
      expect(body).toEqual({ ready: true, checks: { database: 'ok', feed: 'ok', redis } });
      return;
    }
    await pause(20);
  }
}

test('without it the service starts and is ready', async () => {
  const app = await start(`redis://127.0.0.1:${await freePort()}`);
  await expectReady(app, 'does not answer');
  expect(app.log).toEqual([]);
});

describe.runIf(hasRedis())('with it', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  test('the service is ready with it', async () => {
    await expectReady(await start(redis.url), 'ok');
  });
});
