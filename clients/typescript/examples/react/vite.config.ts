import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../src', import.meta.url));
const gateway = process.env.MILEPOST_URL ?? 'http://127.0.0.1:8080';

/** The client is taken from its source here, and the gateway seems to be on the page's own origin. */
export default {
  resolve: {
    alias: [
      { find: /^@milepost\/client$/, replacement: `${source}/index.ts` },
      { find: /^@milepost\/client\/(\w+)$/, replacement: `${source}/$1/index.ts` },
    ],
  },
  server: { host: '127.0.0.1', proxy: { '/ws': { target: gateway, ws: true }, '/api': gateway, '/sse': gateway } },
};
