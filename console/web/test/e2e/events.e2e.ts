import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.js';
import { newPage, shoot, startBrowser } from './browser.js';
import { at } from './node.js';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

describe('the way to an event', () => {
  it('leads from the channel by its events to one of them', async () => {
    const page = await newPage(browser);
    await page.goto(at('#/channels/team-otters'));
    const events = page.getByRole('table').getByRole('link', { name: 'goal-updated' });
    await events.first().waitFor();
    await shoot(page, 'channel-1280-light');
    await events.first().click();
    await page.getByRole('heading', { level: 1, name: 'goal-updated' }).waitFor();
    await page.getByRole('heading', { name: 'Sockets' }).waitFor();
    expect(await page.getByRole('region', { name: "The event's data" }).innerText()).toContain('"teamId": "otters"');
    expect(await page.getByText(/^\S+-\d+ @ \d+$/).count()).toBe(1);
    // Who goes by keyboard or ear begins at the heading.
    await page.waitForFunction(() => document.activeElement?.id === 'main' || document.activeElement?.tagName === 'H1');
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'event-1280-light');
    expect(page.faults).toEqual([]);
    await page.context().close();
  });

  it('goes on to older events, and back', async () => {
    const page = await newPage(browser);
    await page.goto(at('#/channels/team-otters'));
    const earlier = page.getByRole('link', { name: 'Earlier events' });
    await earlier.waitFor();
    await earlier.click();
    await page.getByRole('heading', { name: 'Earlier events' }).waitFor();
    await page.getByRole('link', { name: 'To the newest' }).click();
    await page.getByRole('heading', { name: 'Recent events' }).waitFor();
    await page.context().close();
  });

  it('begins at a list of channels that can be searched and sorted', async () => {
    const page = await newPage(browser);
    // Somebody follows something.
    const other = await newPage(browser);
    await other.goto(at('#/playground'));
    await other.getByText('connected', { exact: true }).waitFor();
    await page.goto(at('#/channels'));
    await page.getByRole('searchbox', { name: 'Name begins with' }).fill('team-o');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('heading', { name: 'Channels that begin with team-o' }).waitFor();
    await page.getByRole('link', { name: 'team-otters' }).waitFor();
    expect(await page.getByRole('link', { name: 'team-swifts' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Channel', exact: true }).click();
    await page.locator('th[aria-sort=ascending]', { hasText: 'Channel' }).waitFor();
    await shoot(page, 'channels-1280-light');
    await page.context().close();
    await other.context().close();
  });

  it('says so when there is no such event', async () => {
    const page = await newPage(browser);
    await page.goto(at('#/events'));
    await page.getByRole('textbox', { name: 'Event id' }).fill('no-such-event/../x');
    await page.getByRole('textbox', { name: 'Channel' }).fill('team-otters');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('It is no longer to be found.').waitFor();
    await page.context().close();
  });
});
