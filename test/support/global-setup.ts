// Before all tests: the service built for those that start it, and a Postgres for those that want one. After them: nothing left, and a word about what was not run.
import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';
import { dropTestDatabases, makeTemplate } from './postgres-databases.js';
import { startPostgres } from './postgres-server.js';
import { choosePostgres } from './servers.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The database that `testDatabase()` gives. */
    backend: 'embedded' | 'postgres';
    /** The server's maintenance database, and the migrated database to copy; undefined without a server. */
    postgres: { readonly url: string; readonly template: string } | undefined;
  }
}

export async function setup(root: TestProject): Promise<() => Promise<void>> {
  execFileSync(process.execPath, [`${import.meta.dirname}/../../bin/build.js`]);
  const choice = choosePostgres();
  if (choice.kind === 'none' && process.env['CI'] === 'true')
    throw new Error(`CI needs a real Postgres: ${choice.why}`);
  const wanted = root.vitest.projects.some(({ name }) => name === 'postgres');
  if (choice.kind === 'none' || !wanted) {
    root.provide('postgres', undefined);
    return async () => {
      if (choice.kind === 'none') process.stdout.write(`\nSkipped: every test on a real Postgres (${choice.why}).\n`);
    };
  }
  const server =
    choice.kind === 'given' ? { url: choice.url, stop: async () => {} } : await startPostgres(choice.folder);
  const template = await makeTemplate(server.url);
  root.provide('postgres', { url: server.url, template });
  return async () => {
    if (choice.kind === 'given') await dropTestDatabases(server.url, template);
    await server.stop();
  };
}
