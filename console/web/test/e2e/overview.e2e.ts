import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPage, shoot, startBrowser } from './browser.js';
import { at } from './node.js';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

describe('the overview', () => {
  it('shows that events flow', async () => {
    const page = await newPage(browser);
    await page.goto(at('#/overview'));
    const deliveries = page.getByText(/of [1-9][\d.,]* events\/s|of 0\.\d+ events\/s/);
    await deliveries.waitFor();
    expect(await page.getByRole('img', { name: /^Events and deliveries, the last ten minutes\. .*events: [\d.]+ a second now/ }).count()).toBe(1);
    for (const drawn of ['Latency', 'Connections and subscriptions', 'Refused and lost', 'Outcomes of the fan-outs', 'Lag of the fan-outs']) {
      await page.getByRole('img', { name: new RegExp(`^${drawn}, the last ten minutes`) }).waitFor();
    }
    await page.locator('figure', { hasText: 'Latency' }).getByText('As a table').click();
    await page.getByRole('region', { name: 'Latency, by minute' }).getByRole('row').nth(1).waitFor();
    await shoot(page, 'overview-1280-light');
    expect(page.faults).toEqual([]);
    await page.context().close();
  });

  it('says when the node is out of reach, and when it is there again', async () => {
    const page = await newPage(browser);
    await page.goto(at('#/overview'));
    await page.getByRole('heading', { name: 'Fan-outs' }).waitFor();
    await page.context().setOffline(true);
    await page.getByText('The node is out of reach').waitFor();
    await shoot(page, 'out-of-reach');
    await page.context().setOffline(false);
    await page.getByText('The node is out of reach').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('reads nothing while the tab is hidden', async () => {
    const page = await newPage(browser);
    await page.clock.install();
    let readings = 0;
    page.on('request', (request) => (readings += request.url().endsWith('/overview') ? 1 : 0));
    await page.goto(at('#/overview'));
    await page.waitForRequest(/overview$/);
    const hide = (hidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    const before = readings;
    await page.clock.runFor(20_000);
    // One may have been under way.
    expect(readings - before).toBeLessThanOrEqual(1);
    await hide(false);
    await page.waitForRequest(/overview$/);
    await page.context().close();
  });
});
