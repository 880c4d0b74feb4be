// `kill -9` during writes to the embedded database loses nothing that was acknowledged.
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runTypeScript } from '../support/child.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const ROUNDS = 4;

test('whatever was acknowledged is there after kill -9', { timeout: 180_000 }, async () => {
  const folder = join(temporaryFolder(), 'postgres');
  const acknowledged = new Set<string>();
  for (let round = 0; round <= ROUNDS; round += 1) {
    const writer = runTypeScript('test/storage/durable-writer.ts', [folder]);
    await writer.said(/^ready$/m);
    const present = new Set(keys(writer.out(), 'has'));
    expect([...acknowledged].filter((key) => !present.has(key))).toEqual([]);
    expect(present.size).toBeGreaterThanOrEqual(acknowledged.size);
    // A random number of writes, so that the next one is cut at a random stage.
    await writer.said(new RegExp(`(acknowledged .*\n){${randomInt(1, 120)}}`));
    writer.process.kill('SIGKILL');
    await writer.ended;
    for (const key of keys(writer.out(), 'acknowledged')) acknowledged.add(key);
  }
  expect(acknowledged.size).toBeGreaterThan(ROUNDS);
});

test('a first start that is killed can be made again', { timeout: 180_000 }, async () => {
  const folder = join(temporaryFolder(), 'postgres');
  const killed = runTypeScript('test/storage/durable-writer.ts', [folder]);
  await vi.waitUntil(() => existsSync(join(`${folder}.new`, 'base')), { timeout: 60_000, interval: 1 });
  killed.process.kill('SIGKILL');
  await killed.ended;
  expect(existsSync(folder)).toBe(false);
  const again = runTypeScript('test/storage/durable-writer.ts', [folder]);
  await again.said(/acknowledged/);
});

function keys(out: string, word: string): string[] {
  return [...out.matchAll(new RegExp(`^${word} (.+)\n`, 'gm'))].map(([, key]) => key ?? '');
}
