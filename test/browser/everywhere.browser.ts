import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessProblems } from './kit/accessible.ts';
import { GATEWAY, openBrowser, signIn, visit, type Visitor } from './kit/browser.ts';
import { everyPage, openPage, overflow } from './kit/pages.ts';

/** Promise: every page and state is for everyone: axe finds nothing, light or dark, wide or at 360 pixels. */
let browser: Browser;
let acme: Visitor;
beforeAll(async () => {
  browser = await openBrowser();
  acme = await signIn(browser, 'acme', 'Dana Whitfield');
}, 90_000);
afterAll(() => browser.close());

const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 800, 360] as const;

/** What is wrong with the page as it is, in every look. */
async function problemsOf(page: Page): Promise<string[]> {
  const problems: string[] = [];
  for (const colorScheme of SCHEMES)
    for (const width of WIDTHS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const look = `${colorScheme}, ${width} px`;
      problems.push(...(await accessProblems(page)).map((problem) => `${look}: ${problem}`));
      const wider = await overflow(page);
      if (wider > 0) problems.push(`${look}: ${wider} px to scroll sideways`);
    }
  return problems;
}

describe('everybody can use', () => {
  it('every page', async () => {
    const found: Record<string, string[]> = {};
    for (const { name, path } of await everyPage('acme', 'project-lead')) {
      await openPage(acme.page, path);
      const problems = await problemsOf(acme.page);
      if (problems.length > 0) found[name] = problems;
    }
    expect(found).toEqual({});
  }, 300_000);

  it('the guide, a dialog and the menu', async () => {
    const { page } = acme;
    await openPage(page, '/');
    await page.evaluate(() => localStorage.clear());
    await openPage(page, '/');
    await page.getByRole('heading', { name: 'Welcome' }).waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Menu' }).click();
    expect(await accessProblems(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 800 });
    await openPage(page, '/workspace');
    await page.getByRole('button', { name: 'New private thread' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
  }, 120_000);

  it('signing in: the company, its refusal, and whom the company’s issuer knows', async () => {
    const { page, context } = await visit(browser);
    await page.getByLabel('Your company').waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await page.goto('/sign-in?problem=refused');
    await page.getByText('Nobody was signed in').waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await page.goto('/auth/sign-in?company=acme');
    await page.getByRole('button', { name: 'Dana Whitfield' }).waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await context.close();
  }, 120_000);

  it('a page that waits, one that could not be had, and one without a network', async () => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path: '/disclosures' });
    let isHeld = true;
    await page.route('**/graphql', async (route) => {
      while (isHeld && (route.request().postData() ?? '').includes('"Workspace"'))
        await new Promise((resolve) => setTimeout(resolve, 50));
      await route.continue();
    });
    await page.getByRole('link', { name: 'Workspace' }).click();
    await page.getByText('Loading your workspace').waitFor();
    expect(await problemsOf(page)).toEqual([]);
    isHeld = false;
    await page.getByRole('heading', { name: /^Tools/ }).waitFor();

    await page.unroute('**/graphql');
    await page.setViewportSize({ width: 1280, height: 800 });
    await context.setOffline(true);
    await page.getByText('You are offline. What you see may be out of date.').waitFor();
    await page.getByRole('link', { name: 'Invitations' }).click();
    await page
      .getByRole('heading', { name: 'You are offline' })
      .or(page.getByText('This page could not be shown'))
      .waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await context.setOffline(false);
    await context.close();
  }, 120_000);

  it('the page of a gateway that does not answer', async () => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield');
    await page.route(`${GATEWAY}/auth/token`, (route) => route.abort());
    await page.reload();
    await page.getByRole('heading', { name: 'The network cannot be reached' }).waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await page.unroute(`${GATEWAY}/auth/token`);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Hello, Dana' }).waitFor();
    await context.close();
  }, 120_000);
});
