// The servers that tests start are gone when the tests are, however those end.
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { runTypeScript } from './child.js';
import { hasRedis, startRedis } from './redis.js';

describe.runIf(hasRedis())('a throw-away server', () => {
  test('answers until it is stopped, and leaves no folder', async () => {
    const redis = await startRedis();
    expect(await accepts(redis.url)).toBe(true);
    await redis.stop();
    expect(await accepts(redis.url)).toBe(false);
  });

  test('goes with the process that started it, even by kill -9', async () => {
    const starter = runTypeScript('test/support/redis-starter.ts', []);
    const [, url = '', folder = ''] = await starter.said(/^(redis:\S+) (.+)\n/);
    expect(await accepts(url)).toBe(true);
    starter.process.kill('SIGKILL');
    await expect.poll(() => existsSync(folder), { timeout: 10_000 }).toBe(false);
    expect(await accepts(url)).toBe(false);
  });
});

function accepts(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
