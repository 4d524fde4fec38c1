import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { PRIVATE_WORDS } from '#cli/scenario/companies.ts';
import { accessProblems } from './kit/accessible.ts';
import { openBrowser, signIn, visit } from './kit/browser.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

describe('the home page', () => {
  it('shows the project lead the shared team, with what is unread, and who reads it', async () => {
    const { page, seen, context } = await signIn(browser, 'acme', 'Dana Whitfield');
    await page.getByRole('link', { name: 'Acme rollout' }).waitFor();
    const [link, card] = [page.getByRole('link', { name: 'Acme rollout' }), page.getByRole('listitem')];
    const team = card.filter({ has: link });
    await team.getByText('Acme and Harbor can read this').waitFor();
    expect(await team.getByRole('link', { name: /^Rollout status/ }).count()).toBe(1);
    expect(seen.complaints).toEqual([]);
    await context.close();
  });

  it('says so when it is live, and holds nothing private of the other company', async () => {
    const { page, seen, context } = await signIn(browser, 'harbor', 'Tomas Rivera');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Acme rollout' }).waitFor();
    expect(await seen.everything()).not.toContain(PRIVATE_WORDS.acme);
    await context.close();
  });

  it.each([
    ['wide and light', { colorScheme: 'light', width: 1280 }],
    ['narrow and dark', { colorScheme: 'dark', width: 360 }],
  ] as const)('is for everyone, %s', async (_, look) => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', look);
    await page.getByRole('link', { name: 'Acme rollout' }).waitFor();
    expect(await accessProblems(page)).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    await context.close();
  });
});

describe('signing in', () => {
  it('keeps the page for whoever comes back, and lets go of it on signing out', async () => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield');
    await page.reload();
    await page.getByRole('heading', { name: 'Hello, Dana' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Your company').waitFor();
    await page.goto('/');
    await page.getByLabel('Your company').waitFor();
    await context.close();
  });

  it('puts no token anywhere that outlives the page', async () => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield');
    const kept = await page.evaluate(
      () => `${localStorage.length} ${sessionStorage.length} ${document.cookie}`,
    );
    expect(kept).toBe('0 0 ');
    await context.close();
  });

  it('tells nothing of a company that is not there', async () => {
    const { page, context } = await visit(browser);
    await page.getByLabel('Your company').fill('nobody-here');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('is not possible just now').waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await context.close();
  });
});
