import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A browser that nobody sees, and pages with the client in them, from an origin of their own. */
export class BrowserPages {
  private constructor(
    private readonly server: Server,
    private readonly browser: Browser,
  ) {}

  static async start(): Promise<BrowserPages> {
    const { outputFiles } = await build({
      stdin: {
        contents: `import { NativeWebSocketService, localStorageCursors, indexedDbCursors } from './src/native/index.ts';
          Object.assign(window, { NativeWebSocketService, localStorageCursors, indexedDbCursors });`,
        resolveDir: root,
      },
      bundle: true,
      write: false,
      format: 'iife',
    });
    const script = outputFiles[0]!.text;
    const server = createServer((request, response) => {
      const isScript = request.url === '/client.js';
      response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' });
      response.end(isScript ? script : '<!doctype html><title>client</title><script src="/client.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const browser = await chromium.launch({ executablePath: process.env.E2E_BROWSER!, args: ARGUMENTS });
    return new BrowserPages(server, browser);
  }

  /** A page in a profile that nobody has used. */
  async open(): Promise<Page> {
    const page = await (await this.browser.newContext()).newPage();
    await page.goto(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`);
    return page;
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
