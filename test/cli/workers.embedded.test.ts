// Several workers are asked for and the database is the embedded one: one process serves, and says so.
import { expect, test } from 'vitest';
import { runFrontier } from '../support/child.js';
import { temporaryFolder } from '../support/temporary-folder.js';

test('one process serves, and says why', { timeout: 120_000 }, async () => {
  const service = runFrontier(['serve'], {
    FRONTIER_LISTEN: '127.0.0.1:0',
    FRONTIER_WORKERS: '3',
    FRONTIER_LOG_FORMAT: 'json',
    FRONTIER_DATA_DIR: temporaryFolder(),
  });
  const [, url = ''] = await service.said(/^Frontier listens on (\S+)\n/m);
  expect((await fetch(`${url}/ping`)).status).toBe(200);
  expect(service.err()).toContain('one process only: the embedded database has room for no more');
  expect(service.err()).not.toContain('worker listens');
});
