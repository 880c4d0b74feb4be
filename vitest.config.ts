// How tests run: the same files on the embedded database and on a real Postgres, as two projects.
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { choosePostgres } from './test/support/servers.js';

/** These ask no database, so once is enough. */
const WITHOUT_DATABASE = [
  'test/architecture.test.ts',
  'test/cli/{run,readme}.test.ts',
  'test/config/**',
  'test/kernel/**',
  'test/support/**',
  'test/telemetry/**',
  'test/transport/**',
];

function project(backend: 'embedded' | 'postgres', exclude: readonly string[]): TestProjectInlineConfiguration {
  return {
    test: {
      name: backend,
      provide: { backend },
      include: ['test/**/*.test.ts'],
      exclude: [...configDefaults.exclude, 'test/bench/**', ...exclude],
      // Files of a worker run one after the other in one module graph, and share its embedded database.
      isolate: false,
      testTimeout: 30_000,
      hookTimeout: 60_000,
      // What is waited for comes within milliseconds, but for a machine that is busy with something else.
      expect: { poll: { timeout: 20_000 } },
    },
  };
}

const embedded = project('embedded', ['test/**/*.postgres.test.ts']);
const postgres = project('postgres', ['test/**/*.embedded.test.ts', ...WITHOUT_DATABASE]);

export default defineConfig({
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    projects: choosePostgres().kind === 'none' ? [embedded] : [embedded, postgres],
    maxWorkers: 2,
  },
});
