import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { PRIVATE_WORDS } from '#cli/scenario/companies.ts';
import { accessProblems } from './kit/accessible.ts';
import { openBrowser, signIn } from './kit/browser.ts';
import { bodies, newThread, post, press, say } from './kit/threads.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

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
    await press(heard, 'Private note');
    await heard.getByLabel('Private note').fill(`${PRIVATE_WORDS.harbor}: retries are not tested`);
    await heard.getByRole('button', { name: 'Keep the note' }).click();
    await heard.getByText('Private to Harbor. No other company sees this.').waitFor();

    await press(heard, 'Reply');
    await say(harbor.page, 'Validation runs tomorrow.');
    const answer = acme.page.getByRole('article', { name: 'Tomas Rivera, Harbor' });
    await answer.getByText('Is anything still open?').waitFor();
    await post('harbor', 'delivery-agent', id, 'One retry issue is left.');
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
    await post('acme', 'project-lead', id, 'On Friday.');
    const acme = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    const harbor = await signIn(browser, 'harbor', 'Tomas Rivera', { path });
    const [own, theirs] = [acme, harbor].map(({ page }) =>
      page.getByRole('article', { name: 'Dana Whitfield, Acme' }),
    ) as [Locator, Locator];
    for (const { page } of [acme, harbor]) await page.getByText('Live', { exact: true }).waitFor();

    await press(theirs, 'React');
    await theirs.getByRole('button', { name: 'Thumbs up' }).click();
    await own.getByRole('button', { name: 'Thumbs up: Tomas Rivera' }).waitFor();
    expect(await theirs.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    expect(await accessProblems(harbor.page)).toEqual([]);

    await press(own, 'Edit');
    await own.getByLabel('New text').fill('On Thursday.');
    expect(await accessProblems(acme.page)).toEqual([]);
    await own.getByRole('button', { name: 'Change the message' }).click();
    await theirs.getByText('On Thursday.').waitFor();

    await press(own, 'Take back');
    await acme.page.getByRole('dialog', { name: 'Take this message back?' }).waitFor();
    expect(await accessProblems(acme.page)).toEqual([]);
    await acme.page.getByRole('button', { name: 'Take it back for good' }).click();
    await theirs.getByText('Acme took this message back.').waitFor();
    expect(await harbor.page.content()).not.toContain('On Thursday.');
    await Promise.all([acme.context.close(), harbor.context.close()]);
  });

  it('is used by keyboard alone: answered, reacted to, noted, edited, taken back, and read through', async () => {
    const { id, path } = await newThread('By keyboard');
    for (const number of [1, 2, 3]) await post('harbor', 'delivery-lead', id, `Point ${number}`);
    await post('acme', 'project-lead', id, 'My own.');
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    await page.getByText('Live', { exact: true }).waitFor();
    const key = async (...keys: string[]) => {
      for (const one of keys) await page.keyboard.press(one);
    };
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    /** Goes on from where the focus is until it is on something of that name. */
    const tabTo = async (name: string) => {
      for (let steps = 0; steps < 12; steps += 1) {
        if ((await focused()).trim() === name) return;
        await key('Tab');
      }
      throw new Error(`There is no way to "${name}": at ${await focused()}`);
    };

    await page.locator('.messages').focus();
    await key('Tab');
    expect(await focused()).toContain('Point 1');
    await key('PageDown');
    expect(await focused()).toContain('Point 2');
    await tabTo('React');
    await key('Enter', 'Tab', 'Tab');
    for (
      let steps = 0;
      steps < 8 && !(await page.locator(':focus').getAttribute('aria-label'))?.startsWith('Done');
      steps += 1
    )
      await key('Tab');
    await key('Enter');
    const second = page.getByRole('article').filter({ hasText: 'Point 2' }).first();
    await second.getByRole('button', { name: 'Done: Dana Whitfield' }).waitFor();
    expect(await focused()).toContain('Point 2');

    await tabTo('Private note');
    await key('Enter');
    await page.keyboard.type('Ask Ruben first.');
    await tabTo('Keep the note');
    await key('Enter');
    await second.getByText('Ask Ruben first.').waitFor();

    await key('PageUp');
    expect(await focused()).toContain('Point 1');
    await tabTo('Reply');
    await key('Enter');
    await page.keyboard.type('Thanks @tom');
    await key('Tab', 'Enter');
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('Thanks @Tomas Rivera ');
    await page.keyboard.type('for that.');
    await key('Enter');
    const answer = page.getByRole('article').filter({ hasText: 'Thanks @Tomas Rivera for that.' });
    await answer.getByText('In answer to Tomas Rivera: Point 1').waitFor();

    const own = page.getByRole('article').filter({ hasText: 'My own' }).first();
    await own.focus();
    await tabTo('Edit');
    await key('Enter', 'End');
    await page.keyboard.type(' And more.');
    await tabTo('Change the message');
    await key('Enter');
    await own.getByText('My own. And more.').waitFor();
    await tabTo('Take back');
    await key('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo('Take it back for good');
    await key('Enter');
    await page.getByText('Acme took this message back.').waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await context.close();
  });

  it('marks where reading goes on, and no more once it was read', async () => {
    const { id, path } = await newThread('Read');
    await post('acme', 'project-lead', id, 'Begun.');
    for (const number of [1, 2]) await post('harbor', 'delivery-lead', id, `New ${number}`);
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    const marked = page.getByRole('article').filter({ has: page.getByText('New', { exact: true }) });
    await marked.waitFor();
    expect(await marked.locator('.message-body').allTextContents()).toEqual(['New 1']);
    await page.waitForResponse((response) =>
      (response.request().postData() ?? '').includes('MarkThreadRead'),
    );
    await page.reload();
    await page.getByText('New 2').waitFor();
    expect(await marked.count()).toBe(0);
    await context.close();
  });

  it('has notes of colleagues come by themselves, and never to another company', async () => {
    const { id, path } = await newThread('Noted by two');
    await post('acme', 'project-lead', id, 'What do we say?');
    const [tomas, priya, dana] = [
      await signIn(browser, 'harbor', 'Tomas Rivera', { path }),
      await signIn(browser, 'harbor', 'Priya Raman', { path }),
      await signIn(browser, 'acme', 'Dana Whitfield', { path }),
    ];
    const said = tomas.page.getByRole('article', { name: 'Dana Whitfield, Acme' });
    await press(said, 'Private note');
    await said.getByLabel('Private note').fill(`${PRIVATE_WORDS.harbor}: not before Friday`);
    await said.getByRole('button', { name: 'Keep the note' }).click();
    await priya.page.getByText('not before Friday').waitFor();
    await priya.page.getByText('Private to Harbor. No other company sees this.').waitFor();
    // Another company's page asks as often, and is given nothing.
    await dana.page.waitForResponse((response) =>
      (response.request().postData() ?? '').includes('MessagesBeside'),
    );
    expect(await dana.seen.everything()).not.toContain(PRIVATE_WORDS.harbor);
    await Promise.all([tomas.context.close(), priya.context.close(), dana.context.close()]);
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
