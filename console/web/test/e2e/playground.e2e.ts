import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPage, PATIENCE, shoot, startBrowser } from './browser.js';
import { at, base } from './node.js';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

/** The missed events of the page's report, with how often each came back. */
function missed(page: Page): Promise<{ id: string; returned: number }[]> {
  return page.$$eval('[data-event]', (items) =>
    items.map((item) => ({ id: item.getAttribute('data-event')!, returned: Number(item.getAttribute('data-returned')) })),
  );
}

const miles = (page: Page) => page.getAttribute('[data-team=otters]', 'data-miles').then(Number);

describe('the playground', () => {
  it('is what a newcomer sees first in dev; the line is cut, and replay brings back every event once', async () => {
    const page = await newPage(browser);
    await page.goto(`${base}/console/`);
    await page.getByRole('heading', { level: 1, name: 'Playground' }).waitFor();
    await page.getByText('connected', { exact: true }).waitFor();
    await page.waitForFunction(() => Number(document.querySelector('[data-team=otters]')?.getAttribute('data-miles')) > 0);
    await shoot(page, 'playground-1280-light');

    await page.getByRole('combobox', { name: 'Seconds' }).selectOption('5');
    await page.getByRole('button', { name: 'Cut the line for 5 s' }).click();
    await page.locator('.report[data-state=cut]').waitFor();
    const before = await miles(page);
    await page.waitForFunction(() => document.querySelectorAll('[data-event]').length >= 4);
    // Frozen, while the others go on.
    expect(await miles(page)).toBe(before);
    await page.getByText(/mi behind/).first().waitFor();
    await shoot(page, 'playground-cut-1280-light');

    await page.locator('.report[data-state=live]').waitFor({ timeout: PATIENCE });
    await page.waitForFunction(() => [...document.querySelectorAll('[data-event]')].every((item) => item.getAttribute('data-returned') === '1'));
    const back = await missed(page);
    expect(back.length).toBeGreaterThanOrEqual(4);
    expect(new Set(back.map((event) => event.id)).size).toBe(back.length);
    await page.getByText(/came back, each once/).waitFor();
    await page.waitForFunction((before) => Number(document.querySelector('[data-team=otters]')!.getAttribute('data-miles')) !== before, before);
    await shoot(page, 'playground-replayed-1280-light');
    expect(page.faults).toEqual([]);
    await page.context().close();
  });

  it('publishes, and shows the frames both ways, without the token', async () => {
    const page = await newPage(browser);
    await page.goto(at('#/playground'));
    await page.getByText('connected', { exact: true }).waitFor();
    const text = `on you go ${Date.now()}`;
    await page.getByRole('textbox', { name: 'Data, JSON' }).fill(JSON.stringify({ text }));
    await page.getByRole('searchbox', { name: /^Filter/ }).fill(text);
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Published: Kafka has it').waitFor();
    const frames = page.locator('.frames li');
    await frames.filter({ hasText: '→ out' }).filter({ hasText: 'publish' }).waitFor();
    const came = frames.filter({ hasText: '← in' }).filter({ hasText: 'cheer' });
    await came.waitFor();
    await came.locator('summary').click();
    expect(await page.getByRole('region', { name: 'The frame cheer' }).innerText()).toContain(text);
    await page.getByRole('searchbox', { name: /^Filter/ }).fill('auth token');
    await frames.filter({ hasText: 'auth' }).first().locator('summary').click();
    expect(await page.getByRole('region', { name: 'The frame auth' }).first().innerText()).toContain('"token": "…"');
    await page.context().close();
  });

  it('sends what was published while the line was cut, once, when it is back', async () => {
    const page = await newPage(browser);
    await page.goto(at('#/playground'));
    await page.getByText('connected', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^Cut the line for/ }).click();
    await page.locator('.report[data-state=cut]').waitFor();
    const text = `from afar ${Date.now()}`;
    await page.getByRole('textbox', { name: 'Data, JSON' }).fill(JSON.stringify({ text }));
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('The line is cut: it waits').waitFor();
    await page.getByRole('searchbox', { name: /^Filter/ }).fill(text);
    await page.getByRole('button', { name: 'Mend it now' }).click();
    await page.getByText('Published: Kafka has it').waitFor();
    const frames = page.locator('.frames li');
    await frames.filter({ hasText: '← in' }).filter({ hasText: 'cheer' }).waitFor();
    expect(await frames.filter({ hasText: '→ out' }).count()).toBe(1);
    await page.context().close();
  });

  it('says why something was refused, and who is there', async () => {
    const page = await newPage(browser);
    await page.goto(at('#/playground'));
    await page.getByText('connected', { exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Event type' }).fill('activity-logged');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText(/Refused: not_publishable/).waitFor();
    await page.getByRole('button', { name: 'Who is there?' }).click();
    await page.getByText(/^team-otters: .*ada/i).waitFor();
    // An operator finds the same where the channel is looked at.
    const operator = await newPage(browser);
    await operator.goto(at('#/channels/presence-team-otters'));
    await operator.getByRole('region', { name: 'Members' }).getByRole('listitem').filter({ hasText: 'ada' }).first().waitFor();
    await operator.context().close();
    await page.context().close();
  });
});
