import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.js';
import { newPage, shoot, startBrowser } from './browser.js';
import { at } from './node.js';

const PAGES: [string, string, string][] = [
  ['overview', '#/overview', 'Fan-outs'],
  ['channels', '#/channels', 'All that are followed'],
  ['channel', '#/channels/team-otters', 'Recent events'],
  ['find', '#/events', 'Find an event'],
  ['dead-letters', '#/dead-letters', 'Given up'],
  ['email', '#/email', 'Recent outcomes'],
  ['templates', '#/email/templates', 'Templates'],
  ['playground', '#/playground', 'Frames'],
];

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };
const only = (...titles: string[]) => PAGES.filter(([title]) => titles.includes(title));

describe.each([
  ['1280-light', WIDE, 'light', PAGES],
  ['390-dark', NARROW, 'dark', only('overview', 'channel', 'dead-letters', 'email', 'playground')],
  // Charts and the drawing have colours of their own.
  ['1280-dark', WIDE, 'dark', only('playground')],
  ['390-light', NARROW, 'light', only('overview')],
] as const)('at %s', (name, viewport, colorScheme, pages) => {
  it.each(pages)('%s is free of faults that axe finds, and does not scroll sideways', async (title, hash, heading) => {
    const page = await newPage(browser, { viewport, colorScheme, reducedMotion: 'reduce' });
    await page.goto(at(hash));
    await page.getByRole('heading', { name: heading }).first().waitFor();
    if (title === 'playground') {
      await page.getByText('connected', { exact: true }).waitFor();
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    expect(await violations(page)).toEqual([]);
    await shoot(page, `${title}-${name}`);
    expect(page.faults).toEqual([]);
    await page.context().close();
  });
});

describe('by keyboard', () => {
  it('the first stop leads past the navigation, and every stop is seen', async () => {
    const page = await newPage(browser);
    await page.goto(at('#/overview'));
    await page.getByRole('heading', { name: 'Fan-outs' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    expect(new URL(page.url()).hash).toBe('#/overview');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).not.toBe('none');
    await page.context().close();
  });

  it('the colours can be chosen, and the choice is kept', async () => {
    const page = await newPage(browser, { colorScheme: 'light' });
    await page.goto(at('#/overview'));
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.getByRole('combobox', { name: 'Colours' }).selectOption('dark');
    expect(await ground()).not.toBe(light);
    await page.reload();
    await page.getByRole('combobox', { name: 'Colours' }).waitFor();
    expect(await ground()).not.toBe(light);
    await page.context().close();
  });
});
