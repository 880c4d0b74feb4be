// How tests run: files share a worker's embedded database, so modules are not isolated per file.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
