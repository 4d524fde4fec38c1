import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessProblems } from './kit/accessible.ts';
import { openBrowser, signIn } from './kit/browser.ts';
import { overflow } from './kit/pages.ts';
import { withoutCompany } from './kit/programs.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

describe('documents that are added', () => {
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'text/markdown', buffer });
  const row = (page: Page, name: string) => page.locator('.workspace-upload-row', { hasText: name });
  const choose = async (page: Page, ...files: readonly ReturnType<typeof file>[]) => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Add documents to account notes' }).click();
    await (await chooser).setFiles([...files]);
  };
  /** Text that is nowhere twice, so large that its sending takes its time where the network is slow. */
  const large = (bytes: number) =>
    Buffer.from(
      Array.from({ length: bytes / 20 }, (_, at) => `Line ${at} of the ledger.\n`).join(''),
      'utf8',
    ).subarray(0, bytes);

  it('show how much of each has been sent, in true figures, and can be cancelled', async () => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path: '/workspace' });
    await page.getByRole('heading', { name: /^Tools/ }).waitFor();
    const devTools = await context.newCDPSession(page);
    const slow = (uploadThroughput: number) =>
      devTools.send('Network.emulateNetworkConditions', {
        ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput },
      });
    await devTools.send('Network.enable');
    await slow(250_000);
    await choose(page, file('ledger.md', large(1_200_000)), file('never.md', large(1_100_000)));
    const ledger = row(page, 'ledger.md');
    await row(page, 'never.md').getByText('Waiting, 1.1 MB').waitFor();
    const figures: number[] = [];
    while ((await ledger.getByText('Added', { exact: true }).count()) === 0) {
      const text = await ledger.innerText();
      const [, percent] = /of 1\.2 MB sent, (\d+) %/.exec(text) ?? [];
      if (percent !== undefined) figures.push(Number(percent));
      if (percent !== undefined && figures.length === 3) expect(await accessProblems(page)).toEqual([]);
      await page.waitForTimeout(150);
    }
    // They only ever rise, and come by halves of the way.
    expect(figures).toEqual([...figures].sort((one, other) => one - other));
    expect(figures.some((percent) => percent > 20 && percent < 80)).toBe(true);

    const never = row(page, 'never.md');
    await never.getByText(/of 1\.1 MB sent/).waitFor();
    const ended = page.waitForEvent('requestfailed');
    await never.getByRole('button', { name: 'Cancel never.md' }).click();
    await never.getByText('Cancelled').waitFor();
    expect((await ended).failure()?.errorText).toContain('ERR_ABORTED');
    await slow(-1);
    await page.reload();
    await page.getByText('ledger', { exact: true }).waitFor();
    expect(await page.getByText('never', { exact: true }).count()).toBe(0);
    await context.close();
  }, 120_000);

  it('say each what was wrong with them: too large, of another kind, and nobody there to take them', async () => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', {
      path: '/workspace',
      width: 360,
    });
    await page.getByRole('heading', { name: /^Tools/ }).waitFor();
    await choose(
      page,
      file('vast.md', large(5 * 1024 * 1024 + 20)),
      file('picture.png', Buffer.from('png')),
      file('binary.md', Buffer.from([0xff, 0xfe, 0x00])),
      file('fine.txt', Buffer.from('Moorings are paid by the month.')),
    );
    await page.getByText('1 document added').waitFor();
    await row(page, 'vast.md').getByText('A document has at most 5 MiB').waitFor();
    for (const name of ['picture.png', 'binary.md'])
      await row(page, name).getByText('Documents are Markdown or plain text').waitFor();
    await row(page, 'fine.txt').getByText('Added', { exact: true }).waitFor();

    await withoutCompany('acme', async () => {
      await choose(page, file('late.md', Buffer.from('# Late\n\nSent while nobody was there.')));
      await row(page, 'late.md').getByText('cannot be reached just now').waitFor();
      expect(await accessProblems(page)).toEqual([]);
    });
    expect(await overflow(page)).toBe(0);
    await row(page, 'late.md').getByRole('button', { name: 'Send again: late.md' }).click();
    await row(page, 'late.md').getByText('Added', { exact: true }).waitFor();
    await choose(page, file('late.md', Buffer.from('# Late\n\nSent while nobody was there.')));
    await page.getByText('Was there already').waitFor();
    await context.close();
  }, 120_000);
});
