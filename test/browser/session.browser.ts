import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { loadSettings } from '#cli/config.ts';
import { openBrowser, signIn } from './kit/browser.ts';
import { newThread } from './kit/threads.ts';

/** Promise: where a session ends, its person comes back to where they were, and finds what they wrote. */
let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** The life of an access token in this run, and a little more, in milliseconds. */
const PAST_EXPIRY_MS = loadSettings().accessTokenSeconds * 1000 + 3000;

const message = (page: Page) => page.getByLabel('Message', { exact: true });

describe('a session that is over', () => {
  it('at the issuer leads to signing in, and back to the same page with all that was written', async () => {
    const { path } = await newThread('Half a sentence');
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    await page.getByText('Live', { exact: true }).waitFor();
    await message(page).fill('Half a sentence, and');
    // The issuer ends the grant; the cookie of the browser stays what it was.
    const cookies = await context.cookies();
    const ended = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/auth/sign-out', { method: 'POST', headers, body: '{}' })).status;
    });
    expect(ended).toBe(200);
    await context.addCookies(cookies.filter(({ name }) => name.includes('session')));

    await page.getByText('Your session is over').waitFor({ timeout: PAST_EXPIRY_MS + 30_000 });
    expect(new URL(page.url()).pathname).toBe(path);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await page.getByLabel('Your company').fill('acme');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Dana Whitfield' }).click();
    await page.getByRole('heading', { name: 'Half a sentence', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
    expect(await message(page).inputValue()).toBe('Half a sentence, and');
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await message(page).press('End');
    await message(page).pressSequentially(' the rest.');
    await message(page).press('Enter');
    await page.getByRole('article').getByText('Half a sentence, and the rest.').waitFor();
    expect(await message(page).inputValue()).toBe('');
    await context.close();
  }, 180_000);

  it('gives what one person wrote to nobody else', async () => {
    const { path } = await newThread('Not for others');
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    await message(page).fill('Only mine.');
    await page.evaluate(() =>
      fetch('/auth/sign-out', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
    );
    await page.getByText('Your session is over').waitFor({ timeout: PAST_EXPIRY_MS + 30_000 });
    await page.getByLabel('Your company').fill('harbor');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Tomas Rivera' }).click();
    await page.getByRole('heading', { name: 'Not for others', level: 1 }).waitFor();
    expect(await message(page).inputValue()).toBe('');
    expect(await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)))).not.toContain(
      'Only mine',
    );
    await context.close();
  }, 180_000);
});
