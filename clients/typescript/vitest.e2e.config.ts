import { defineConfig } from 'vitest/config';

// Against a real gateway, which the Java test ClientIT has at hand: it says in the environment how to start one.
export default defineConfig({
  test: { include: ['test/e2e/**/*.e2e.ts'], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false, reporters: ['verbose'] },
});
