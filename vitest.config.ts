import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real servers, real SQLite files and sharp run in these tests; forks keep native modules apart.
    pool: 'forks',
    // The walks wait for clocks and sockets most of the time, so one more than the two cores that CI has.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
  },
});
