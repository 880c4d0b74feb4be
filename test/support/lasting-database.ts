// A database that outlives the app that uses it, on the backend the tests run against.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { DatabaseConfig } from '../../src/config/index.js';
import { createPostgresDatabase } from './postgres.js';

export interface LastingDatabase {
  readonly database: DatabaseConfig;
  /** Once nothing uses it any more. */
  remove(): void;
}

export async function lastingDatabase(): Promise<LastingDatabase> {
  if (inject('backend') === 'postgres')
    return { database: { kind: 'postgres', url: (await createPostgresDatabase()).url }, remove: () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'frontier-test-folder-'));
  return {
    database: { kind: 'embedded', folder: join(folder, 'postgres') },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
