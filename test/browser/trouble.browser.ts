import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, signIn } from './kit/browser.ts';
import { whilePaused, withoutGateway } from './kit/programs.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

describe('a page that is open', () => {
  it('says so while the gateway is away, and is live again when it is back, without a word from anyone', async () => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield');
    await page.getByRole('link', { name: 'Acme rollout' }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await withoutGateway(async () => {
      await page.getByText('Reconnecting').waitFor();
      expect(await page.getByRole('link', { name: 'Acme rollout' }).count()).toBe(1);
    });
    await page.getByText('Live', { exact: true }).waitFor();
    await context.close();
  });

  it('says that it is offline, and no more once it is not', async () => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield');
    await context.setOffline(true);
    await page.getByText('You are offline').waitFor();
    await context.setOffline(false);
    await page.getByText('You are offline').waitFor({ state: 'hidden' });
    await context.close();
  });

  it('needs nothing of a company whose program is away', async () => {
    await whilePaused("Harbor's subgraph", async () => {
      const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield');
      await page.getByRole('link', { name: 'Acme rollout' }).waitFor();
      await context.close();
    });
  });

  it('is somebody else’s when the browser’s session is', async () => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield');
    const other = await context.newPage();
    await other.goto('/auth/sign-in?company=harbor');
    await other.getByRole('button', { name: 'Tomas Rivera' }).click();
    await other.getByRole('heading', { name: 'Hello, Tomas' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Hello, Tomas' }).waitFor();
    await context.close();
  });
});
