import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const client = (file: string) => fileURLToPath(new URL(`../../clients/typescript/src/${file}`, import.meta.url));

/** Where `npm run dev` finds a node: a gateway in `dev`, or `npm run stub`. */
const node = process.env.MILEPOST_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/console/',
  resolve: {
    // From its source, so that nothing has to be built first, and without its factory, so that no other provider's library is needed.
    alias: [
      { find: /^@milepost\/client$/, replacement: client('types.ts') },
      { find: /^@milepost\/client\/native$/, replacement: client('native/index.ts') },
    ],
  },
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/console/api': node,
      '/dev/mail': node,
      '/ws': { target: node.replace(/^http/, 'ws'), ws: true },
    },
  },
});
