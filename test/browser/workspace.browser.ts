import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { PRIVATE_WORDS } from '#cli/scenario/companies.ts';
import { accessProblems } from './kit/accessible.ts';
import { openBrowser, signIn } from './kit/browser.ts';
import { askAs } from './kit/graph.ts';
import { overflow } from './kit/pages.ts';
import { whilePaused } from './kit/programs.ts';
import { newPrivateThread, postPrivate } from './kit/private-threads.ts';
import { bodies, press } from './kit/threads.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const UNREAD = 'query ($id: ID!) { workspace { privateThread(id: $id) { unreadCount } } }';
const unreadCount = z.object({
  workspace: z.object({ privateThread: z.object({ unreadCount: z.number() }) }),
});

/** Asks how much of an internal thread one of Acme's people has not read. */
async function unreadOf(subject: string, id: string): Promise<() => Promise<number>> {
  const ask = await askAs('acme', subject);
  return async () => (await ask(UNREAD, { id }, unreadCount)).workspace.privateThread.unreadCount;
}

async function eventually(count: () => Promise<number>, wanted: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  let found = await count();
  for (; found !== wanted && Date.now() < deadline; found = await count())
    await new Promise((resolve) => setTimeout(resolve, 100));
  expect(found).toBe(wanted);
}

describe('the workspace', () => {
  it('shows a company all that is its own, and nothing of it to another', async () => {
    const acme = await signIn(browser, 'acme', 'Dana Whitfield', { path: '/workspace' });
    for (const name of ['Private threads', 'Knowledge', 'Agents', 'People', 'Tools'])
      await acme.page.getByRole('heading', { name: new RegExp(`^${name}`) }).waitFor();
    const shown = await acme.page.locator('main').innerText();
    for (const text of ['Billing escalations', 'account notes', 'Reconciliation Agent', 'ledger-lookup'])
      expect(shown).toContain(text);
    expect(shown).toContain('ruben.castillo@acme.example');
    expect(await accessProblems(acme.page)).toEqual([]);

    const harbor = await signIn(browser, 'harbor', 'Tomas Rivera', { path: '/workspace' });
    await harbor.page.getByRole('heading', { name: /^Tools/ }).waitFor();
    const { id } = await newPrivateThread('Whom we tell', `${PRIVATE_WORDS.acme}: nobody yet`);
    await harbor.page.goto(`/workspace/threads/${id}`);
    await harbor.page.getByText('There is no such thread').waitFor();
    const came = await harbor.seen.everything();
    for (const word of [PRIVATE_WORDS.acme, 'Billing escalations', 'ruben.castillo', 'Whom we tell'])
      expect(came).not.toContain(word);
    expect([...acme.seen.complaints, ...harbor.seen.complaints]).toEqual([]);
    await Promise.all([acme.context.close(), harbor.context.close()]);
  });

  it('says so while the company’s own program is away, and comes when it is back', async () => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path: '/invitations' });
    await whilePaused("Acme's subgraph", async () => {
      await page.getByRole('link', { name: 'Workspace' }).click();
      await page.getByText('Acme cannot be reached just now').waitFor();
    });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: /^Tools/ }).waitFor();

    // What is known stays while it is away again, and with it what is begun there.
    await page.getByRole('link', { name: 'Invitations' }).click();
    await page.getByRole('heading', { name: 'Invitations', level: 1 }).waitFor();
    await whilePaused("Acme's subgraph", async () => {
      await page.getByRole('link', { name: 'Workspace' }).click();
      await page.getByText('Acme cannot be reached just now').first().waitFor();
      await page.getByRole('heading', { name: /^Tools/ }).waitFor();
    });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Acme cannot be reached just now').waitFor({ state: 'detached' });
    await context.close();
  });

  it('finds what stands in the documents, and takes new ones', async () => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', {
      ...{ path: '/workspace', width: 360, colorScheme: 'dark' },
    });
    await page.getByLabel('Search the documents').fill('nightly invoice job');
    await page.getByLabel('Search the documents').press('Enter');
    const hit = page.locator('search li').filter({ hasText: 'rolling back a billing release' });
    await hit.getByText('customer runbooks').waitFor();
    expect((await hit.locator('mark').allTextContents()).join(' ').toLowerCase()).toContain('invoice');

    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Add documents to account notes' }).click();
    const file = (name: string, text: string) => ({
      ...{ name, mimeType: 'text/markdown', buffer: Buffer.from(text) },
    });
    await (
      await chooser
    ).setFiles([file('harbourmaster.md', '# Moorings\n\nThe quay is lit at night.'), file('void.md', '')]);
    await page.getByText('1 document added').waitFor();
    await page.locator('li', { hasText: 'void.md' }).getByRole('alert').waitFor();
    await page.getByLabel('Search the documents').fill('quay');
    await page.getByLabel('Search the documents').press('Enter');
    await page.locator('search').getByText('harbourmaster').waitFor();
    expect(await accessProblems(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await context.close();
  });
});

describe('a private thread', () => {
  it('is written and heard live among colleagues, once', async () => {
    const { path } = await newPrivateThread('Before Thursday');
    const look = { path, width: 360, colorScheme: 'dark' } as const;
    const dana = await signIn(browser, 'acme', 'Dana Whitfield', look);
    const ruben = await signIn(browser, 'acme', 'Ruben Castillo', { path });
    for (const { page } of [dana, ruben]) {
      await page.getByText('Live', { exact: true }).waitFor();
      await page.getByText('Only Acme will read this.').waitFor();
    }
    // The gateway takes the first, and its answer is lost.
    let isLost = false;
    await dana.page.route('**/graphql', async (route) => {
      if (isLost || !(route.request().postData() ?? '').includes('idempotencyKey')) return route.continue();
      isLost = true;
      await route.fetch();
      return route.abort();
    });
    await dana.page.getByLabel('Message', { exact: true }).fill('Finance has signed off.');
    await dana.page.getByLabel('Message', { exact: true }).press('Enter');
    await ruben.page.getByRole('article', { name: 'Dana Whitfield' }).waitFor();
    await dana.page.waitForFunction(() => document.querySelector('textarea')?.value === '');
    expect([isLost, await bodies(dana.page), await bodies(ruben.page)]).toEqual([
      true,
      ['Finance has signed off.'],
      ['Finance has signed off.'],
    ]);
    // Ruben is no administrator: what he may not do is not offered.
    expect(await ruben.page.getByRole('button', { name: 'Share messages with a team' }).count()).toBe(0);
    expect(await accessProblems(dana.page)).toEqual([]);
    expect(await overflow(dana.page)).toBeLessThanOrEqual(0);
    await Promise.all([dana.context.close(), ruben.context.close()]);
  });

  it('has answers, reactions, edits and taking back, as a shared one has, each marked as private', async () => {
    const { path } = await newPrivateThread(
      'What we charge',
      `${PRIVATE_WORDS.acme} pays at the end of the month.`,
    );
    const dana = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    const ruben = await signIn(browser, 'acme', 'Ruben Castillo', { path, width: 360, colorScheme: 'dark' });
    for (const { page } of [dana, ruben]) await page.getByText('Live', { exact: true }).waitFor();
    const heard = ruben.page.getByRole('article', { name: 'Dana Whitfield' });
    await press(heard, 'React');
    expect(await heard.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    expect(await heard.getByRole('button', { name: 'Take back' }).count()).toBe(0);
    await heard.getByRole('button', { name: 'Looking' }).click();
    const said = dana.page.getByRole('article', { name: 'Dana Whitfield' });
    await said.getByRole('button', { name: 'Looking: Ruben Castillo' }).waitFor();

    await press(heard, 'Reply');
    await ruben.page.getByText('Answering Dana Whitfield').waitFor();
    await ruben.page.getByLabel('Message', { exact: true }).fill('In March, too? @Dana');
    await ruben.page.getByRole('button', { name: '@Dana Whitfield (person)' }).click();
    await ruben.page.getByRole('button', { name: 'Send' }).click();
    const answer = dana.page.getByRole('article', { name: 'Ruben Castillo' });
    await answer.locator('.message-quote').getByText(PRIVATE_WORDS.acme).waitFor();
    await answer.getByText('In March, too? @Dana Whitfield').waitFor();
    await answer.getByText('Private', { exact: true }).waitFor();

    await press(said, 'Edit');
    await said.getByLabel('New text').fill(`${PRIVATE_WORDS.acme} pays at once.`);
    await said.getByRole('button', { name: 'Change the message' }).click();
    await heard.getByText('pays at once').waitFor();
    await heard.getByText(', edited').waitFor();
    expect(await accessProblems(ruben.page)).toEqual([]);

    // An administrator takes back what a colleague said; the author's own page hears of it.
    await press(answer, 'Take back');
    const dialog = dana.page.getByRole('dialog', { name: 'Take this message back?' });
    await dialog.getByText('for everybody at Acme').waitFor();
    await dialog.getByRole('button', { name: 'Take it back for good' }).click();
    await ruben.page.getByText('An administrator took this message back.').waitFor();
    await press(said, 'Take back');
    await dana.page.getByRole('button', { name: 'Take it back for good' }).click();
    await ruben.page.getByText('Dana Whitfield took this message back.').waitFor();
    for (const { page } of [dana, ruben]) expect(await page.content()).not.toContain('pays at once');
    expect(await accessProblems(dana.page)).toEqual([]);
    expect([...dana.seen.complaints, ...ruben.seen.complaints]).toEqual([]);
    await Promise.all([dana.context.close(), ruben.context.close()]);
  });

  it('counts as read as far as it was on the screen, and what came below it does not', async () => {
    const lines = (number: number) =>
      Array.from({ length: 6 }, (_, line) => `Point ${number}.${line}`).join('\n');
    const { id, path } = await newPrivateThread('Read among us', ...[1, 2, 3, 4, 5].map(lines));
    const { page, context } = await signIn(browser, 'acme', 'Ruben Castillo', { path, height: 600 });
    const unread = await unreadOf('support-lead', id);
    await page.getByText('Point 5.5').waitFor();
    await eventually(unread, 0);

    const log = page.getByRole('region', { name: 'Messages' });
    await log.press('Home');
    await page.getByText('Jump to latest').waitFor();
    await postPrivate(id, 'Below what he looks at.');
    await page.getByText('Below what he looks at.').waitFor({ state: 'attached' });
    // Longer than a message has to be on the screen to count.
    await page.waitForTimeout(1500);
    expect(await unread()).toBe(1);
    await log.press('End');
    await eventually(unread, 0);
    await context.close();
  });

  it('is escalated: the chosen messages land in a shared thread, and nothing else of it', async () => {
    const secret = `${PRIVATE_WORDS.acme}: what it costs us`;
    const { path } = await newPrivateThread(
      'Escalated from here',
      'The export is late.',
      secret,
      'Who can look?',
    );
    const { page, context, seen } = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    await page.getByRole('button', { name: 'Share messages with a team' }).click();
    for (const text of ['Who can look?', 'The export is late.'])
      await page
        .getByRole('article')
        .filter({ hasText: text })
        .getByText('Share this message', { exact: true })
        .click();
    await page.getByText('2 messages chosen. Nothing is shared yet.').waitFor();
    await page.getByRole('button', { name: 'See what will be shared' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Acme and Harbor will read exactly this.').waitFor();
    const share = dialog.getByRole('button', { name: 'Share 2 messages with Acme and Harbor' });
    await dialog.getByLabel('Title of the shared thread').fill('L'.repeat(201));
    await share.click();
    await dialog.getByText('has more than 200 characters').waitFor();
    await dialog.getByLabel('Title of the shared thread').fill('Late export');
    const preview = dialog.getByRole('list', { name: 'Messages that will be shared' });
    expect(await preview.locator('.message-body').allTextContents()).toEqual([
      'The export is late.',
      'Who can look?',
    ]);
    expect(await accessProblems(page)).toEqual([]);
    await share.click();
    await dialog.getByText('Acme and Harbor can read these messages now.').waitFor();
    await dialog.getByRole('link', { name: 'Open the shared thread' }).click();
    await page.getByRole('heading', { name: 'Late export' }).waitFor();

    const address = new URL(page.url()).pathname;
    const harbor = await signIn(browser, 'harbor', 'Tomas Rivera', { path: address });
    await harbor.page.getByText('Who can look?').waitFor();
    expect(await bodies(harbor.page)).toEqual(['The export is late.', 'Who can look?']);
    const came = await harbor.seen.everything();
    for (const word of [PRIVATE_WORDS.acme, 'Escalated from here']) expect(came).not.toContain(word);
    expect([...seen.complaints, ...harbor.seen.complaints]).toEqual([]);
    await Promise.all([context.close(), harbor.context.close()]);
  });
});
