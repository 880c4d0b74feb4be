// `frontier serve` on a data folder that another process has.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemRandom } from '../../src/kernel/random.js';
import { lockFolder } from '../../src/storage/folder-lock.js';
import { runTypeScript } from '../support/child.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('a data folder in use is told in one line, exit code 1', async () => {
  const folder = temporaryFolder();
  const unlock = await lockFolder(join(folder, 'postgres.lock'), systemRandom);
  const child = runTypeScript('src/main.ts', ['serve'], { FRONTIER_DATA_DIR: folder, FRONTIER_LISTEN: '127.0.0.1:0' });
  expect(await child.ended).toBe(1);
  expect(child.out()).toBe('');
  expect(child.err()).toMatch(
    new RegExp(`^frontier: process ${process.pid} has .*: another Frontier uses this data folder\n$`),
  );
  await unlock();
});
