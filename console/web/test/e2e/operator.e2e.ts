import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.js';
import { end, newPage, PATIENCE, shoot, startBrowser } from './browser.js';
import { at, base, real } from './node.js';

/** Bytes of data. */
const MORE_THAN_PUSHER_TAKES = 12_000;

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

describe('a node that is not in dev', () => {
  it('opens on the overview', async () => {
    const page = await newPage(browser);
    await page.route('**/console/api/overview', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...(await answer.json()), dev: false } });
    });
    await page.goto(`${base}/console/`);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await end(page);
  });

  it('where reading needs the token, asks for it and shows nothing before', async () => {
    const page = await newPage(browser);
    await page.route('**/console/api/operator', (route) => route.fulfill({ json: { configured: true, reading: 'token' } }));
    await page.route('**/console/api/overview', (route) =>
      route.request().headers().authorization === 'Bearer open sesame'
        ? route.continue()
        : route.fulfill({ status: 401, json: { error: { code: 'unauthenticated', message: 'send the operator’s token' } } }),
    );
    await page.goto(at('#/overview'));
    await page.getByRole('heading', { level: 1, name: 'Locked' }).waitFor();
    const field = page.getByLabel(/^Operator’s token/);
    await field.fill('wrong');
    await page.getByRole('button', { name: 'Unlock' }).click();
    await page.waitForRequest((request) => request.headers().authorization === 'Bearer wrong');
    expect(await page.getByRole('heading', { name: 'Locked' }).count()).toBe(1);
    await field.fill('open sesame');
    await page.getByRole('button', { name: 'Unlock' }).click();
    await page.getByRole('heading', { name: 'Fan-outs' }).waitFor();
    expect(await page.content()).not.toContain('sesame');
    await end(page);
  });
});

describe('dead letters', () => {
  it('are listed, or it is said that there are none', async () => {
    const page = await newPage(browser);
    await page.goto(at('#/dead-letters'));
    await page.getByRole('heading', { level: 1, name: 'Dead letters' }).waitFor();
    await page.locator('table, .empty:has-text("There are none")').first().waitFor();
    await shoot(page, 'dead-letters-1280-light');
    expect(page.faults).toEqual([]);
    await page.context().close();
  });

  it('are not redriven without the operator’s token', async () => {
    const answer = await fetch(`${base}/console/api/dead-letters/redrive`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ letters: [{ topic: 'milepost.dlq-pusher', partition: 0, offset: 0 }] }),
    });
    expect(answer.status).toBe(401);
  });

  it.skipIf(real)('are looked into and redriven by who has the token, which stays out of the page', async () => {
    const { token } = (await (await fetch(`${base}/console/api/operator`)).json()) as { token: string };
    const page = await newPage(browser);
    // A node that is not in dev gives no token.
    await page.route('**/console/api/operator', (route) => route.fulfill({ json: { configured: true, reading: 'open' } }));
    await page.goto(at('#/dead-letters'));
    await page.getByRole('link', { name: 'goal-updated' }).first().click();
    const data = page.getByRole('region', { name: 'Data' });
    await data.waitFor();
    expect(await data.innerText()).toContain('<script>');
    await page.getByRole('button', { name: 'Redrive this letter' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Redrive', exact: true }).click();
    await page.getByText('Refused: this needs the operator’s token.').waitFor();
    await shoot(page, 'redrive-refused');
    await page.getByLabel(/^Operator’s token/).fill(token);
    await page.getByRole('dialog').getByRole('button', { name: 'Redrive', exact: true }).click();
    await page.getByText('1 letter sent on.').waitFor();
    expect(await page.content()).not.toContain(token);
    expect(page.url()).not.toContain(token);
    await end(page);
  });
});

describe('an event that a fan-out gave up', () => {
  it.skipIf(!real)('is found by its id, its letter opened from its page and redriven', async ({ skip }) => {
    const overview = (await (await fetch(`${base}/console/api/overview`)).json()) as { fanouts: { name: string }[] };
    skip(!overview.fanouts.some((fanout) => fanout.name === 'pusher'), 'this node has no fan-out to Pusher');
    const id = await publish('team-otters', { text: 'x'.repeat(MORE_THAN_PUSHER_TAKES) });
    const page = await newPage(browser);
    await page.goto(at('#/events'));
    await page.getByRole('textbox', { name: 'Event id' }).fill(id);
    await page.getByRole('textbox', { name: 'Channel' }).fill('team-otters');
    await page.getByRole('button', { name: 'Find' }).click();
    const letter = page.getByRole('link', { name: 'Open the dead letter' });
    await expect
      .poll(
        async () => {
          await page.getByRole('button', { name: 'Look again' }).click();
          return letter.count();
        },
        { timeout: PATIENCE },
      )
      .toBeGreaterThan(0);
    expect(await page.getByText(/^too-large: /).count()).toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'event-dead-letter-1280-light');
    await letter.first().click();
    await page.getByRole('button', { name: 'Redrive this letter' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Redrive', exact: true }).click();
    await page.getByText('1 letter sent on.').waitFor();
    await page.getByText('It has been redriven already.').waitFor();
    await page.getByRole('cell', { name: 'redriven' }).first().waitFor();
    await shoot(page, 'redriven-1280-light');
    // Given up again, and a second one with it: both are sent on at once.
    await publish('team-otters', { text: 'y'.repeat(MORE_THAN_PUSHER_TAKES) });
    const all = page.getByRole('checkbox', { name: 'select all 2' });
    await expect
      .poll(
        async () => {
          await page.goto(at('#/dead-letters'));
          await page.reload();
          await page.getByRole('table').waitFor();
          return all.count();
        },
        { timeout: PATIENCE },
      )
      .toBe(1);
    await all.check();
    await page.getByRole('button', { name: 'Redrive 2 letters' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Redrive', exact: true }).click();
    await page.getByText('2 letters sent on.').waitFor();
    expect(page.faults).toEqual([]);
    await page.context().close();
  });
});

/** Publishes as any client would; gives the event's id. */
async function publish(channel: string, data: unknown): Promise<string> {
  const json = { 'Content-Type': 'application/json' };
  const { token } = (await (await fetch(`${base}/console/api/operator`)).json()) as { token: string };
  const session = await fetch(`${base}/console/api/session`, {
    method: 'POST',
    headers: { ...json, Authorization: `Bearer ${token}` },
    body: JSON.stringify({ user: 'grace' }),
  });
  const user = ((await session.json()) as { token: string }).token;
  const sent = await fetch(`${base}/api/websocket/send`, {
    method: 'POST',
    headers: { ...json, Authorization: `Bearer ${user}` },
    body: JSON.stringify({ channel, event: 'cheer', data }),
  });
  expect(sent.status).toBe(200);
  return ((await sent.json()) as { id: string }).id;
}

describe('email', () => {
  it('shows templates in a frame that runs no scripts', async () => {
    const page = await newPage(browser);
    await page.goto(at('#/email/templates'));
    const frame = page.locator('iframe.mail');
    await frame.waitFor();
    expect(await frame.getAttribute('sandbox')).toBe('');
    await page.frameLocator('iframe.mail').locator('body').waitFor();
    expect((await page.frameLocator('iframe.mail').locator('body').innerText()).length).toBeGreaterThan(5);
    await shoot(page, 'template-1280-light');
    await page.getByRole('button', { name: 'As text' }).click();
    await page.getByRole('region', { name: 'The mail as text' }).waitFor();
    expect(page.faults).toEqual([]);
    await page.context().close();
  });

  it('shows outcomes, suppressions and the dev inbox', async () => {
    const page = await newPage(browser);
    await page.goto(at('#/email'));
    await page.getByRole('heading', { name: 'Recent outcomes' }).waitFor();
    await page.getByRole('link', { name: 'Suppressions' }).click();
    await page.getByRole('heading', { name: 'Suppressions' }).waitFor();
    await page.getByRole('link', { name: 'Dev inbox' }).click();
    const mail = page.locator('.list a').first();
    await mail.waitFor();
    await mail.click();
    await page.frameLocator('iframe.mail').locator('body').waitFor();
    expect(await violations(page)).toEqual([]);
    await shoot(page, 'inbox-1280-light');
    expect(page.faults).toEqual([]);
    await page.context().close();
  });
});
