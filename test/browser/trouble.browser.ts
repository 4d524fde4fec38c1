import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, signIn } from './kit/browser.ts';
import { whilePaused, withoutCompany, withoutGateway } from './kit/programs.ts';
import { bodies, newThread, press, say } from './kit/threads.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Two companies' leads in a thread that was made for one test, both live. */
async function inThread(title: string) {
  const { path } = await newThread(title);
  const acme = await signIn(browser, 'acme', 'Dana Whitfield', { path });
  const harbor = await signIn(browser, 'harbor', 'Tomas Rivera', { path });
  for (const { page } of [acme, harbor]) await page.getByText('Live', { exact: true }).waitFor();
  return { acme, harbor };
}

describe('a thread that is open', () => {
  it('goes on while a company’s own program is gone: only its own fields say so, until it is back', async () => {
    const { acme, harbor } = await inThread('Acme’s program is gone');
    await say(harbor.page, 'Before.');
    const heard = acme.page.getByRole('article', { name: 'Tomas Rivera, Harbor' });
    await heard.first().waitFor();
    await withoutCompany('acme', async () => {
      await say(harbor.page, 'Is anybody there?');
      await acme.page.getByText('Is anybody there?').waitFor();
      await say(acme.page, 'We are.');
      await harbor.page.getByText('We are.').waitFor();
      await press(heard.first(), 'Private note');
      await heard.first().getByLabel('Private note').fill('Kept while it is away.');
      await heard.first().getByRole('button', { name: 'Keep the note' }).click();
      await heard.first().getByText('cannot be reached').first().waitFor();
      await acme.page.getByText('Live', { exact: true }).waitFor();
      expect(await heard.first().getByLabel('Private note').inputValue()).toBe('Kept while it is away.');
      expect(await harbor.page.getByText('cannot be reached').count()).toBe(0);
    });
    await heard.first().getByRole('button', { name: 'Keep the note' }).click();
    await heard.first().getByText('Private to Acme. No other company sees this.').waitFor();
    await heard.first().getByText('Kept while it is away.').waitFor();
    await acme.page.getByText('cannot be reached').first().waitFor({ state: 'hidden' });
    expect(await bodies(harbor.page)).toEqual(['Before.', 'Is anybody there?', 'We are.']);
    await Promise.all([acme.context.close(), harbor.context.close()]);
  }, 180_000);

  it('loses nothing of what is typed and said while the gateway starts anew, and doubles nothing', async () => {
    const { acme, harbor } = await inThread('The gateway starts anew');
    await say(harbor.page, 'Before.');
    await acme.page.getByText('Before.').waitFor();
    const field = acme.page.getByLabel('Message', { exact: true });
    await field.pressSequentially('Typed before, ');
    await withoutGateway(async () => {
      await acme.page.getByText('Reconnecting').waitFor();
      await field.pressSequentially('while it was away');
      await say(harbor.page, 'Said while it was away.');
      await harbor.page.getByText('Sending …').waitFor();
    });
    await field.pressSequentially(' and after.');
    expect(await field.inputValue()).toBe('Typed before, while it was away and after.');
    await acme.page.getByText('Said while it was away.').waitFor();
    await field.press('Enter');
    await harbor.page.getByText('Typed before, while it was away and after.').waitFor();
    for (const { page } of [acme, harbor]) {
      await page.getByText('Live', { exact: true }).waitFor();
      await page.getByText('Sending …').first().waitFor({ state: 'detached' });
    }
    const said = ['Before.', 'Said while it was away.', 'Typed before, while it was away and after.'];
    for (const { page } of [acme, harbor]) expect(await bodies(page)).toEqual(said);
    await acme.page.reload();
    await acme.page.getByText('Before.').waitFor();
    expect(await bodies(acme.page)).toEqual(said);
    await Promise.all([acme.context.close(), harbor.context.close()]);
  }, 180_000);
});

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
