// Answers docs/CONSOLE.md with made-up data, and enough of docs/PROTOCOL.md to play with: `npm run stub`, then `npm run dev`
// with MILEPOST_URL at it, or the built console at /console/. STUB_DEV=false is a node that is not in dev.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answer } from './api.mjs';
import { Hub } from './hub.mjs';
import { serveSockets } from './sockets.mjs';
import { walk } from './teams.mjs';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const CSP =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; frame-src 'self' blob: data:";

/** Starts it; port 0 takes any. Returns its address and how to end it. */
export async function startStub({ port = 0, dev = true } = {}) {
  const hub = new Hub();
  const clock = walk(hub);
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://stub');
    respond(request, url, hub, dev)
      .catch((failure) => ({ status: 500, body: { error: { code: 'error', message: String(failure) } } }))
      .then(({ status = 200, body, type = 'application/json', headers = {} }) => {
        response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...headers });
        response.end(type === 'application/json' ? JSON.stringify(body) : body);
      });
  });
  const sockets = serveSockets(server, hub);
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    hub,
    async close() {
      clearInterval(clock);
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function respond(request, url, hub, dev) {
  if (url.pathname.startsWith('/console/api/') || url.pathname.startsWith('/dev/mail')) {
    let text = '';
    for await (const chunk of request) text += chunk;
    return answer({ request, url, body: text ? JSON.parse(text) : undefined, hub, dev });
  }
  if (url.pathname === '/') {
    return { status: 302, body: '', type: 'text/plain', headers: { Location: '/console/' } };
  }
  const name = normalize(url.pathname.replace(/^\/console\/?/, '')) || 'index.html';
  const file = name === '.' ? 'index.html' : name;
  try {
    const body = await readFile(join(DIST, file));
    return { body, type: TYPES[extname(file)] ?? 'application/octet-stream', headers: { 'Content-Security-Policy': CSP } };
  } catch {
    return { status: 404, body: { error: { code: 'not_found', message: 'there is no such file', path: url.pathname } } };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startStub({ port: Number(process.env.STUB_PORT ?? 8080), dev: process.env.STUB_DEV !== 'false' });
  console.log(`stub at ${url}/console/`);
}
