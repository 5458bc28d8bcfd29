import { defineConfig } from 'vitest/config';

/** A real browser against the node at MILEPOST_URL: one after the other, with time enough for a slow machine. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    globalSetup: ['test/e2e/setup.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
  },
});
