// `frontier serve` where it cannot: on a data folder or an address that another process has.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemRandom } from '../../src/kernel/random.js';
import { lockFolder } from '../../src/storage/folder-lock.js';
import { runFrontier } from '../support/child.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('a data folder in use is told in one line, exit code 1', async () => {
  const folder = temporaryFolder();
  const unlock = await lockFolder(join(folder, 'postgres.lock'), systemRandom);
  expect(await serve({ FRONTIER_DATA_DIR: folder, FRONTIER_LISTEN: '127.0.0.1:0' })).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(
      new RegExp(`^frontier: process ${process.pid} has .*: another Frontier uses this data folder\n$`),
    ),
  });
  await unlock();
});

test('an address in use is told in one line, exit code 1', { timeout: 120_000 }, async () => {
  const busy = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void busy.close());
  await once(busy, 'listening');
  const address = busy.address();
  const listen = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  expect(await serve({ FRONTIER_DATA_DIR: temporaryFolder(), FRONTIER_LISTEN: listen })).toEqual({
    code: 1,
    out: '',
    err: `frontier: ${listen} is in use by another process; set FRONTIER_LISTEN to a free address\n`,
  });
});

async function serve(environment: Record<string, string>) {
  const child = runFrontier(['serve'], environment);
  const code = await child.ended;
  return { code, out: child.out(), err: child.err() };
}
