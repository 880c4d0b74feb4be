// The service with a Redis by its side, and with one that is not there.
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

function expectReadiness({ baseUrl }: TestApp, expected: object): Promise<void> {
  return expect.poll(async () => (await fetch(`${baseUrl}/readyz`)).json()).toEqual(expected);
}

test('without it the service starts, and says why it is not ready: it could not tell tokens from revoked ones', async () => {
  const app = await start(`redis://127.0.0.1:${await freePort()}`);
  const checks = {
    ...{ database: 'ok', feed: 'ok' },
    ...{ redis: 'does not answer', revocations: 'not heard for too long' },
  };
  await expectReadiness(app, { ready: false, checks });
  expect(app.log).toEqual([]);
});

describe.runIf(hasRedis())('with it', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  test('the service is ready with it', async () => {
    const checks = { database: 'ok', feed: 'ok', redis: 'ok', revocations: 'ok' };
    await expectReadiness(await start(redis.url), { ready: true, checks });
  });
});
