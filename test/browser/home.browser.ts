import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { PRIVATE_WORDS } from '#cli/scenario/companies.ts';
import { accessProblems } from './kit/accessible.ts';
import { openBrowser, signIn, signInByHand, visit, type Visitor } from './kit/browser.ts';
import { settled } from './kit/pages.ts';
import { press, say } from './kit/threads.ts';

let browser: Browser;
/** Acme's project lead, signed in for all tests of the file but those of others: by the pages, as people do. */
let dana: Visitor;
beforeAll(async () => {
  browser = await openBrowser();
  dana = await signInByHand(browser, 'acme', 'Dana Whitfield');
}, 90_000);
afterAll(() => browser.close());

describe('the home page', () => {
  it('shows the project lead the shared team, with what is unread, and who reads it', async () => {
    const { page, seen } = dana;
    const link = page.getByRole('link', { name: 'Acme rollout' });
    await link.waitFor();
    const team = page.getByRole('listitem').filter({ has: link });
    await team.getByText('Acme and Harbor can read this').waitFor();
    expect(await team.getByRole('link', { name: /^Rollout status/ }).count()).toBe(1);
    expect(seen.complaints).toEqual([]);
  });

  it('says so when it is live, and holds nothing private of the other company', async () => {
    const { page, seen, context } = await signIn(browser, 'harbor', 'Tomas Rivera');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Acme rollout' }).waitFor();
    expect(await seen.everything()).not.toContain(PRIVATE_WORDS.acme);
    await context.close();
  });
});

describe('the guide of the first run', () => {
  /** Goes where a step of it says, in the page that is open; whoever comes there finds it accessible. */
  const follow = async (step: RegExp, heading: string | RegExp) => {
    const { page } = dana;
    await page.getByRole('link', { name: 'Home' }).click();
    await page
      .getByRole('region', { name: 'Welcome to Agent Network' })
      .getByRole('link', { name: step })
      .click();
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    await settled(page);
    expect(await accessProblems(page)).toEqual([]);
  };

  it('says what the colours mean, and leads step by step to places where all of it holds', async () => {
    const { page, seen } = dana;
    const guide = page.getByRole('region', { name: 'Welcome to Agent Network' });
    await guide.getByText('Acme works with Harbor here, people and agents alike.').waitFor();
    expect(await guide.getByRole('listitem').count()).toBe(4);
    expect(await accessProblems(page)).toEqual([]);

    await guide.getByText('Whatever you write in “Rollout status”, Harbor reads at once.').waitFor();
    await follow(/^Say something/, 'Rollout status');
    await page.getByText('Acme and Harbor will read this.').waitFor();
    await say(page, 'Hello, Harbor.');
    const said = page.locator('[data-row]').filter({ hasText: 'Hello, Harbor.' });
    await press(said, 'Private note');
    await said.getByLabel('Private note').fill(`${PRIVATE_WORDS.acme}: we have begun.`);
    await said.getByRole('button', { name: 'Keep the note' }).click();
    await said.getByText('Private to Acme. No other company sees this.').waitFor();

    await follow(/^Look at what stays yours/, 'Workspace');
    for (const name of ['Private threads', 'Knowledge', 'Agents', 'Tools'])
      await page.getByRole('heading', { name: new RegExp(`^${name}`) }).waitFor();
    await page.getByRole('link', { name: /^Billing escalations/ }).click();
    await page.getByRole('button', { name: 'Share messages with a team' }).waitFor();

    await follow(/^See yourself as Harbor does/, 'Boundary');
    await follow(/^Check what is shared/, 'Disclosures');
    expect(seen.complaints).toEqual([]);
  }, 120_000);

  it('is closed by the keyboard for good, and had again', async () => {
    const { page } = dana;
    await page.getByRole('link', { name: 'Home' }).click();
    const guide = page.getByRole('heading', { name: 'Welcome to Agent Network' });
    const again = page.getByRole('button', { name: 'Show the introduction' });
    await page.getByRole('button', { name: 'Close' }).press('Enter');
    await again.waitFor();
    expect(await guide.count()).toBe(0);
    await page.reload();
    await again.waitFor();
    expect(await guide.count()).toBe(0);
    expect(await accessProblems(page)).toEqual([]);
    await again.press('Enter');
    await guide.waitFor();
  });
});

describe('signing in', () => {
  it('puts no token anywhere that outlives the page', async () => {
    const kept = await dana.page.evaluate(
      () => `${localStorage.length} ${sessionStorage.length} ${document.cookie}`,
    );
    expect(kept).toBe('0 0 ');
  });

  it('keeps the page for whoever comes back, and lets go of it on signing out', async () => {
    const { page } = dana;
    await page.reload();
    await page.getByRole('heading', { name: 'Hello, Dana' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Your company').waitFor();
    await page.goto('/');
    await page.getByLabel('Your company').waitFor();
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
