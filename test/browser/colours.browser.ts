import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessProblems } from './kit/accessible.ts';
import { openBrowser, signIn } from './kit/browser.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const THREAD = '/teams/acme-rollout/threads/rollout-status';
const ground = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const LIGHT = 'rgb(247, 246, 242)';
const DARK = 'rgb(17, 21, 24)';

describe('the colours', () => {
  it('are the system’s, or what somebody has chosen for this browser, from the first picture on', async () => {
    const { page, seen, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path: THREAD });
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await ground(page)).toBe(LIGHT);
    const choice = (name: string) => page.getByRole('radio', { name });
    expect(await choice('System').isChecked()).toBe(true);

    await choice('Dark').focus();
    await choice('Dark').press('Space');
    expect(await ground(page)).toBe(DARK);
    expect(await accessProblems(page)).toEqual([]);

    // Before anything of the page has run but what stands in its head.
    await page.route('**/assets/index-*.js', (route) => route.abort());
    await page.reload({ waitUntil: 'commit' }).catch(() => null);
    await page.waitForFunction(() => document.styleSheets.length > 0);
    expect([await page.locator('h1').count(), await ground(page)]).toEqual([0, DARK]);
    await page.unroute('**/assets/index-*.js');
    await page.reload();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await choice('Dark').isChecked()).toBe(true);

    await page.emulateMedia({ colorScheme: 'dark' });
    await page.locator('.colours').getByText('Light').click();
    expect(await ground(page)).toBe(LIGHT);
    expect(await accessProblems(page)).toEqual([]);
    await page.locator('.colours').getByText('System').click();
    expect(await ground(page)).toBe(DARK);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    expect(seen.complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
    await context.close();
  });
});
