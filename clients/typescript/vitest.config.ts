import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = fileURLToPath(new URL('./src', import.meta.url));

export default defineConfig({
  // Examples name the package, as a project of its users does; here that is the source.
  resolve: { alias: [{ find: /^@milepost\/client\/(\w+)$/, replacement: `${source}/$1/index.ts` }] },
  test: { include: ['test/**/*.test.{ts,tsx}'], restoreMocks: true, testTimeout: 20_000 },
});
