import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NativeWebSocketService, indexedDbCursors, localStorageCursors } from '../../src/native/index.js';
import type { ConnectionStatus, Gap, WebSocketConfig } from '../../src/types.js';
import { BrowserPages } from './BrowserPage.js';
import { GatewayProcess } from './GatewayProcess.js';
import { Line } from './Line.js';
import { Steps, token } from './steps.js';

/** What the page's script has put there, and what these tests add. */
interface Window {
  NativeWebSocketService: typeof NativeWebSocketService;
  localStorageCursors: typeof localStorageCursors;
  indexedDbCursors: typeof indexedDbCursors;
  service: NativeWebSocketService;
  heard: Record<string, number[]>;
  gaps: Gap[];
  states: string[];
  nextToken(): Promise<string>;
}

const gateway = new GatewayProcess();
let pages: BrowserPages;
let line: Line;
let steps: Steps;
let page: Page;
/** Tokens that the page has asked for. */
let fetched = 0;

beforeAll(async () => {
  await gateway.start();
  pages = await BrowserPages.start();
});

afterAll(async () => {
  await pages?.close();
  await gateway.end('SIGKILL');
});

beforeEach(async () => {
  line = new Line(GatewayProcess.port);
  await line.mend();
  steps = new Steps();
  page = await pages.open();
});

afterEach(async () => {
  await steps.stopAfter(0);
  await page.context().close();
  await line.cut();
});

type Config = Partial<WebSocketConfig> & { tokenSeconds?: number; store?: 'localStorageCursors' | 'indexedDbCursors' };

/** Connects in the page, and notes there what is heard of the steps. */
async function follow({ tokenSeconds, store, ...config }: Config = {}): Promise<void> {
  if (tokenSeconds) {
    await page.exposeFunction('nextToken', () => {
      fetched++;
      return token(tokenSeconds);
    });
  }
  await page.evaluate(
    async ({ config, channel, authToken, store }) => {
      const w = window as unknown as Window;
      const source = w.nextToken as Window['nextToken'] | undefined;
      w.heard = { 'activity-step': [], 'goal-step': [] };
      w.gaps = [];
      w.states = [];
      w.service = new w.NativeWebSocketService({ ...config, ...(source && { token: source }), ...(store && { cursors: w[store]('ada') }) });
      w.service.on('*', ({ number }: { number: number }, { type }) => w.heard[type]!.push(number));
      w.service.on('gap', (gap: Gap) => w.gaps.push(gap));
      w.service.onStatus(({ state }) => w.states.push(state));
      await w.service.connect('ada', authToken);
      await w.service.subscribe(channel);
    },
    {
      config: { apiUrl: `http://127.0.0.1:${line.port}`, maxReconnectDelay: 2_000, maxReconnectAttempts: 1_000, ...config },
      channel: steps.channel,
      authToken: token(),
      store,
    },
  );
}

const status = (): Promise<ConnectionStatus> => page.evaluate(() => (window as unknown as Window).service.status);
const heard = () => page.evaluate(() => (window as unknown as Window).heard);
const count = async () => (await heard())['goal-step']!.length;

const until = (holds: () => Promise<boolean> | boolean) =>
  vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: 60_000, interval: 50 });

async function walking(): Promise<void> {
  steps.walk();
  await until(async () => (await count()) > 3);
}

/** Events go on while it is away. */
async function awayFor(more: number): Promise<void> {
  const before = steps.taken;
  await until(() => steps.taken > before + more);
}

/** All of it, in order, once, and nothing lost. */
async function expectAll(): Promise<void> {
  await steps.stopAfter(5);
  await until(async () => Object.values(await heard()).every((numbers) => numbers.includes(steps.taken)));
  expect(await heard()).toEqual(steps.all);
  expect(await page.evaluate(() => (window as unknown as Window).gaps)).toEqual([]);
}

async function setHidden(hidden: boolean): Promise<void> {
  await page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { value, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

describe('in a browser', () => {
  it('a network that drops loses nothing', async () => {
    await follow();
    await walking();
    await page.context().setOffline(true);
    expect(await line.cut()).toBeGreaterThan(0);
    await until(async () => (await status()).state === 'reconnecting');
    await awayFor(5);
    await line.mend();
    await page.context().setOffline(false);
    await until(async () => (await status()).state === 'connected');
    await expectAll();
  });

  it('a page that is hidden sends no heartbeats, and comes back at once when it is seen', async () => {
    await follow({ heartbeatInterval: 300, reconnectInterval: 600_000, maxReconnectDelay: 600_000 });
    await walking();
    await until(async () => (await status()).quality.roundTrip !== undefined);
    await setHidden(true);
    expect(await line.cut()).toBeGreaterThan(0);
    await until(async () => (await status()).state === 'reconnecting');
    await awayFor(5);
    await line.mend();
    expect((await status()).state).toBe('reconnecting');
    await setHidden(false);
    await until(async () => (await status()).state === 'connected');
    await expectAll();
  });

  it('a gateway that is killed and started again loses nothing', async () => {
    await follow();
    await walking();
    await gateway.end('SIGKILL');
    await until(async () => (await status()).state === 'reconnecting');
    await awayFor(5);
    await gateway.start();
    await until(async () => (await status()).state === 'connected');
    await expectAll();
  });

  it('a token that ends is renewed on the open socket', async () => {
    fetched = 0;
    await follow({ tokenSeconds: 4 });
    await walking();
    await until(() => fetched >= 4);
    await expectAll();
    expect(await page.evaluate(() => (window as unknown as Window).states)).toEqual(['connecting', 'connected']);
  });

  it('a page that is busy for longer than a heartbeat may take keeps its connection and loses nothing', async () => {
    await follow({ heartbeatInterval: 500, heartbeatTimeout: 1_000 });
    await walking();
    for (let i = 0; i < 2; i++) {
      await page.evaluate(() => {
        const end = performance.now() + 3_000;
        while (performance.now() < end);
      });
    }
    await expectAll();
    expect(await page.evaluate(() => (window as unknown as Window).states)).not.toContain('reconnecting');
  });

  it.each(['sse', 'polling'] as const)('a network that drops loses nothing over %s, from another origin', async (kind) => {
    await follow({ transports: [kind] });
    await walking();
    expect(await line.cut()).toBeGreaterThan(0);
    await until(async () => (await status()).state === 'reconnecting');
    await awayFor(5);
    await line.mend();
    await until(async () => (await status()).state === 'connected');
    await expectAll();
  });

  it.each(['localStorageCursors', 'indexedDbCursors'] as const)('a reload goes on from the places in %s', async (store) => {
    await follow({ store });
    await walking();
    await page.evaluate(() => (window as unknown as Window).service.disconnect());
    const before = (await heard())['goal-step']!;
    await page.reload();
    await awayFor(5);
    await follow({ store });
    await steps.stopAfter(5);
    await until(async () => (await heard())['goal-step']!.includes(steps.taken));
    expect([...before, ...(await heard())['goal-step']!]).toEqual(steps.all['goal-step']);
  });
});
