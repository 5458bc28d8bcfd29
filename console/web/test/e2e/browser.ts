import { accessSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const FLAGS = '--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync';
const SHOTS = fileURLToPath(new URL('../../dist-e2e/', import.meta.url));

/** As long as anything may take on a slow machine, in milliseconds. */
export const PATIENCE = 30_000;

/** Starts the Chromium that is on the path, or at `CHROMIUM`; says so if there is none. */
export function startBrowser(): Promise<Browser> {
  const found = [process.env.CHROMIUM, ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'chromium'))].find(
    (file) => file !== undefined && exists(file),
  );
  if (!found) {
    throw new Error('these tests need Chromium: none is on the path, and CHROMIUM does not say where it is');
  }
  return chromium.launch({ executablePath: found, args: FLAGS.split(' ') });
}

/** A page of its own profile. Faults of its scripts, and what the policy for content refused, are collected in `faults`. */
export async function newPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page & { faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (said) => {
    if (said.type() === 'error' && said.text().includes('Content Security Policy')) {
      faults.push(said.text());
    }
  });
  return Object.assign(page, { faults });
}

/** Ends a page whose requests were answered by the test: what is still on its way then is no fault. */
export async function end(page: Page): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().close();
}

/** Keeps what the page looks like, as output of the build. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

function exists(file: string): boolean {
  try {
    accessSync(file);
    return true;
  } catch {
    return false;
  }
}
