import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { PRIVATE_WORDS } from '#cli/scenario/companies.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { accessProblems } from './kit/accessible.ts';
import { openBrowser, signIn } from './kit/browser.ts';
import { askAs } from './kit/graph.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const CREATE = 'mutation ($input: CreateThreadInput!) { createThread(input: $input) { thread { id slug } } }';
const created = z.object({
  createThread: z.object({ thread: z.object({ id: z.string(), slug: z.string() }) }),
});
const POST =
  'mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { id } userErrors { message } } }';
const posted = z.object({ postMessage: z.object({ message: z.object({ id: z.string() }) }) });

/** A thread of the rollout team, made for one test. */
async function newThread(title: string) {
  const ask = await askAs('acme', 'project-lead');
  const { createThread } = await ask(CREATE, { input: { teamId: ROLLOUT.team, title } }, created);
  return { ...createThread.thread, path: `/teams/acme-rollout/threads/${createThread.thread.slug}` };
}

async function say(page: Page, text: string) {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.getByLabel('Message', { exact: true }).press('Enter');
}

const bodies = (page: Page) => page.locator('.messages .message > .message-body').allTextContents();

describe('a thread', () => {
  it('is held live by two companies, each with notes that the other never comes by', async () => {
    const { id, path } = await newThread('Cutover on Thursday');
    const acme = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    const harbor = await signIn(browser, 'harbor', 'Tomas Rivera', { path });
    for (const { page } of [acme, harbor]) {
      await page.getByText('Live', { exact: true }).waitFor();
      await page.getByText('Acme and Harbor will read this.').waitFor();
    }

    await say(acme.page, 'Is anything still open?');
    await harbor.page.getByText('Is anything still open?').waitFor();
    const heard = harbor.page.getByRole('article', { name: 'Dana Whitfield, Acme' });
    await heard.getByRole('button', { name: 'Private note' }).click();
    await heard.getByLabel('Private note').fill(`${PRIVATE_WORDS.harbor}: retries are not tested`);
    await heard.getByRole('button', { name: 'Keep the note' }).click();
    await heard.getByText('Private to Harbor. No other company sees this.').waitFor();

    await heard.getByRole('button', { name: 'Reply' }).click();
    await say(harbor.page, 'Validation runs tomorrow.');
    const answer = acme.page.getByRole('article', { name: 'Tomas Rivera, Harbor' });
    await answer.getByText('Is anything still open?').waitFor();
    const agent = await askAs('harbor', 'delivery-agent');
    const input = { threadId: id, body: 'One retry issue is left.', idempotencyKey: 'retry-issue' };
    await agent(POST, { input }, posted);
    await acme.page
      .getByRole('article', { name: 'Delivery Agent, Harbor' })
      .getByText('Agent')
      .last()
      .waitFor();
    await say(acme.page, 'Agreed.');
    await harbor.page.getByText('Agreed.').waitFor();

    const said = [
      'Is anything still open?',
      'Validation runs tomorrow.',
      'One retry issue is left.',
      'Agreed.',
    ];
    expect(await bodies(acme.page)).toEqual(said);
    expect(await bodies(harbor.page)).toEqual(said);
    expect(await acme.seen.everything()).not.toContain(PRIVATE_WORDS.harbor);
    expect(await harbor.seen.everything()).not.toContain(PRIVATE_WORDS.acme);
    expect(await harbor.page.content()).toContain(PRIVATE_WORDS.harbor);
    expect(await accessProblems(harbor.page)).toEqual([]);
    expect([...acme.seen.complaints, ...harbor.seen.complaints]).toEqual([]);
    await Promise.all([acme.context.close(), harbor.context.close()]);
  });

  it('sends what was written while the network was away, once', async () => {
    const { path } = await newThread('Sent once');
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', {
      path,
      width: 360,
      colorScheme: 'dark',
    });
    await page.getByText('Live', { exact: true }).waitFor();
    let failures = 0;
    // The gateway takes the first, and its answer is lost; the second does not come to it at all.
    await page.route('**/graphql', async (route) => {
      if (!(route.request().postData() ?? '').includes('idempotencyKey') || failures >= 2)
        return route.continue();
      failures += 1;
      if (failures === 1) await route.fetch();
      return route.abort();
    });
    await say(page, 'Only once.');
    await page.getByText('Only once.').waitFor();
    await page.waitForResponse((response) =>
      (response.request().postData() ?? '').includes('idempotencyKey'),
    );
    await page.reload();
    await page.getByText('Only once.').waitFor();
    expect(await bodies(page)).toEqual(['Only once.']);
    expect(failures).toBe(2);
    expect(await accessProblems(page)).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    await context.close();
  });

  it('shows what is changed of a message to everybody: a reaction, an edit, and its end', async () => {
    const { id, path } = await newThread('Changed');
    const ask = await askAs('acme', 'project-lead');
    await ask(POST, { input: { threadId: id, body: 'On Friday.', idempotencyKey: 'friday' } }, posted);
    const acme = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    const harbor = await signIn(browser, 'harbor', 'Tomas Rivera', { path });
    const [own, theirs] = [acme, harbor].map(({ page }) =>
      page.getByRole('article', { name: 'Dana Whitfield, Acme' }),
    ) as [Locator, Locator];
    for (const { page } of [acme, harbor]) await page.getByText('Live', { exact: true }).waitFor();

    await theirs.getByRole('button', { name: 'React' }).click();
    await theirs.getByRole('button', { name: 'Thumbs up' }).click();
    await own.getByRole('button', { name: 'Thumbs up: Tomas Rivera' }).waitFor();
    expect(await theirs.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    expect(await accessProblems(harbor.page)).toEqual([]);

    await own.getByRole('button', { name: 'Edit' }).click();
    await own.getByLabel('New text').fill('On Thursday.');
    expect(await accessProblems(acme.page)).toEqual([]);
    await own.getByRole('button', { name: 'Change the message' }).click();
    await theirs.getByText('On Thursday.').waitFor();

    await own.getByRole('button', { name: 'Take back' }).click();
    await acme.page.getByRole('dialog', { name: 'Take this message back?' }).waitFor();
    expect(await accessProblems(acme.page)).toEqual([]);
    await acme.page.getByRole('button', { name: 'Take it back for good' }).click();
    await theirs.getByText('This message was taken back.').waitFor();
    expect(await harbor.page.content()).not.toContain('On Thursday.');
    await Promise.all([acme.context.close(), harbor.context.close()]);
  });

  it('shows older messages page by page, keeping their order', async () => {
    const { id, path } = await newThread('A long one');
    const ask = await askAs('acme', 'project-lead');
    const numbers = Array.from({ length: 60 }, (_, index) => `Step ${index + 1}`);
    for (const body of numbers) {
      const input = { threadId: id, body, idempotencyKey: body };
      await ask(POST, { input }, posted);
    }
    const { page, context } = await signIn(browser, 'harbor', 'Tomas Rivera', { path });
    await page.getByText('Step 60', { exact: true }).waitFor();
    expect(await bodies(page)).toEqual(numbers.slice(10));
    await page.getByRole('button', { name: 'Show older messages' }).click();
    await page.getByText('Step 1', { exact: true }).waitFor({ state: 'attached' });
    expect(await bodies(page)).toEqual(numbers);
    await context.close();
  });
});

describe('a team', () => {
  it('shows who is there, what was agreed and a chain that holds, and hears of a new thread', async () => {
    const harbor = await signIn(browser, 'harbor', 'Tomas Rivera', { path: '/teams/acme-rollout' });
    await harbor.page.getByText('Live', { exact: true }).waitFor();
    await harbor.page.getByText('The chain holds').waitFor();
    const acme = await signIn(browser, 'acme', 'Dana Whitfield', { path: '/teams/acme-rollout', width: 360 });
    await acme.page.getByRole('button', { name: 'New thread' }).click();
    await acme.page.getByLabel('What it is about').fill('Retrospective');
    await acme.page.getByText('Acme and Harbor will read the title').waitFor();
    await acme.page.getByRole('button', { name: 'Begin the thread' }).click();
    await acme.page.getByRole('heading', { name: 'Retrospective' }).waitFor();
    await harbor.page.getByRole('link', { name: 'Retrospective' }).waitFor();
    expect(await accessProblems(harbor.page)).toEqual([]);
    expect(await harbor.seen.everything()).not.toContain(PRIVATE_WORDS.acme);
    await Promise.all([acme.context.close(), harbor.context.close()]);
  });

  it('that is not the company’s looks like one that is not there', async () => {
    const { page, context } = await signIn(browser, 'nimbus', 'Ingrid Solheim', {
      path: '/teams/acme-rollout',
    });
    await page.getByText('There is no such team').waitFor();
    await context.close();
  });
});
