import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { accessProblems } from './kit/accessible.ts';
import { openBrowser, signIn } from './kit/browser.ts';
import { askAs } from './kit/graph.ts';
import { whilePaused } from './kit/programs.ts';
import { newThread, say } from './kit/threads.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(async () => {
  await browser.close();
  await takeAllBack();
});

const SHARES = '{ team(slug: "acme-rollout") { shares(first: 100) { nodes { id state } } } }';
const shares = z.object({
  team: z.object({ shares: z.object({ nodes: z.array(z.object({ id: z.string(), state: z.string() })) }) }),
});
const REVOKE = 'mutation ($input: RevokeShareInput!) { revokeShare(input: $input) { disclosure { id } } }';

/** So that the other tests find the scenario as it was. */
async function takeAllBack() {
  const ask = await askAs('acme', 'project-lead');
  const { team } = await ask(SHARES, {}, shares);
  for (const { id, state } of team.shares.nodes)
    if (state === 'ACTIVE') await ask(REVOKE, { input: { shareId: id } }, z.unknown());
}

/** How many things are shown in the team. */
async function sharesNow(): Promise<number> {
  const ask = await askAs('acme', 'project-lead');
  const { team } = await ask(SHARES, {}, shares);
  return team.shares.nodes.length;
}

const SAID = `query ($id: ID!) { thread(id: $id) { messages(first: 10) { nodes {
  body mentions { displayName } shares { id } } } } }`;
const said = z.object({ thread: z.object({ messages: z.object({ nodes: z.array(z.unknown()) }) }) });
const BROKEN = { errors: [{ message: 'Broken.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] };

/**
 * Of what is shared, the first answer is lost, and the second request does not come to the gateway. Of what is posted, the
 * first does not come there, the second is answered with an error, and the third answer is lost. Gives how often each was
 * sent.
 */
async function loseAtFirst(page: Page): Promise<Readonly<Record<string, number>>> {
  const sent: Record<string, number> = {};
  await page.route('**/graphql', async (route) => {
    const [, name = ''] =
      /"operationName":"(CreateShare|PostMessage)"/.exec(route.request().postData() ?? '') ?? [];
    if (name === '') return route.continue();
    const times = (sent[name] = (sent[name] ?? 0) + 1);
    const isPost = name === 'PostMessage';
    if (times === 2 && isPost) return route.fulfill({ json: BROKEN });
    if (times === (isPost ? 3 : 1)) await route.fetch();
    if (times <= (isPost ? 3 : 2)) return route.abort();
    return route.continue();
  });
  return sent;
}

const TITLE = 'Bluebird: rolling back a billing release';

describe('a message that shows something of a company', () => {
  it('is previewed exactly, read live by the other side, and shows nothing once it is taken back', async () => {
    const { path } = await newThread('Shown by reference');
    const acme = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    const harbor = await signIn(browser, 'harbor', 'Tomas Rivera', { path });
    for (const { page } of [acme, harbor]) await page.getByText('Live', { exact: true }).waitFor();

    await acme.page.getByRole('button', { name: 'Show something' }).click();
    const dialog = acme.page.getByRole('dialog', { name: 'Show something of ours' });
    await dialog.getByRole('button', { name: /Which one/ }).click();
    await acme.page.getByRole('option', { name: new RegExp(TITLE) }).click();
    await dialog.getByText('Acme and Harbor will see exactly this.').waitFor();
    const preview = dialog.getByRole('group', { name: 'What will be seen' });
    await preview.getByText(TITLE).waitFor();
    await dialog.getByText('Title', { exact: true }).click();
    await preview.getByText(TITLE).waitFor({ state: 'detached' });
    await dialog.getByText('Title', { exact: true }).click();
    const text = await preview.locator('.share-text').textContent();
    await dialog.getByLabel('What to say of it').fill('Our way back');
    expect(await accessProblems(acme.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Attach to the message' }).click();
    await acme.page.getByRole('list', { name: 'Shown with the message' }).getByText(TITLE).waitFor();
    expect(await harbor.seen.everything()).not.toContain(TITLE);

    await say(acme.page, 'Here is how we go back.');
    const shown = harbor.page.getByRole('group', { name: 'Document' });
    await shown.getByText(TITLE).waitFor();
    for (const part of ['Shown by Acme', 'Our way back']) await shown.getByText(part).waitFor();
    expect(await shown.locator('.share-text').textContent()).toBe(text);
    expect(await accessProblems(harbor.page)).toEqual([]);

    // Its owner is away: the message stands, and says whose it is.
    await whilePaused("Acme's subgraph", async () => {
      await harbor.page.reload();
      await shown.getByText('Acme cannot be reached just now').waitFor();
      expect(await harbor.page.getByText('Here is how we go back.').count()).toBe(1);
    });
    await shown.getByText(TITLE).waitFor();

    const own = await acme.context.newPage();
    await own.goto('/disclosures');
    const line = own.getByRole('article', { name: TITLE });
    await line.getByRole('button', { name: 'Take it back' }).click();
    await own.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
    await shown.getByText('Acme has taken this back.').waitFor();
    expect(await harbor.page.content()).not.toContain(TITLE);
    expect(acme.seen.complaints).toEqual([]);
    await Promise.all([acme.context.close(), harbor.context.close()]);
  }, 180_000);

  it('is there once, with what it shows and whom it addresses, though it came to nothing at first', async () => {
    const { id, path } = await newThread('Lost at first');
    const before = await sharesNow();
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    await page.getByText('Live', { exact: true }).waitFor();
    const sent = await loseAtFirst(page);
    await page.getByRole('button', { name: 'Show something' }).click();
    await page.getByRole('button', { name: 'Attach to the message' }).click();
    const field = page.getByLabel('Message', { exact: true });
    await field.fill('Look at this, @Tom');
    await page.getByRole('button', { name: '@Tomas Rivera (Harbor)' }).click();
    await field.pressSequentially('please.');
    await field.press('Enter');

    const outgoing = page.getByRole('article', { name: 'Dana Whitfield, on its way' });
    await outgoing.getByText('Not sent.').waitFor();
    const answered = page.waitForResponse((one) =>
      (one.request().postData() ?? '').includes('"PostMessage"'),
    );
    await outgoing.getByRole('button', { name: 'Try again' }).click();
    await answered;
    const row = page.locator('[data-row]').filter({ hasText: 'Look at this, @Tomas Rivera please.' });
    await row.getByRole('group', { name: 'Document' }).getByText('Shown by Acme').waitFor();
    await outgoing.waitFor({ state: 'detached' });
    expect(sent).toEqual({ CreateShare: 3, PostMessage: 4 });

    const ask = await askAs('harbor', 'delivery-lead');
    const { thread } = await ask(SAID, { id }, said);
    expect(thread.messages.nodes).toEqual([
      {
        body: 'Look at this, @Tomas Rivera please.',
        mentions: [{ displayName: 'Tomas Rivera' }],
        shares: [{ id: expect.any(String) }],
      },
    ]);
    expect((await sharesNow()) - before).toBe(1);
    await context.close();
  });

  it('shows an agent’s card or a part of an internal thread, for administrators alone', async () => {
    const { path } = await newThread('Cards and parts');
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path, width: 360 });
    for (const kind of ['An agent’s card', 'A part of an internal thread']) {
      await page.getByRole('button', { name: 'Show something' }).click();
      await page.getByRole('button', { name: /Kind/ }).click();
      await page.getByRole('option', { name: kind }).click();
      await page.getByRole('group', { name: 'What will be seen' }).waitFor();
      expect(await accessProblems(page)).toEqual([]);
      await page.getByRole('button', { name: 'Attach to the message' }).click();
    }
    await say(page, 'Both at once.');
    await page.getByRole('group', { name: 'Agent’s card' }).getByText('Shown by Acme').waitFor();
    await page
      .getByRole('group', { name: 'Part of an internal thread' })
      .getByText('Shown by Acme')
      .waitFor();
    await context.close();

    const ruben = await signIn(browser, 'acme', 'Ruben Castillo', { path });
    await ruben.page.getByRole('button', { name: 'Show something' }).click();
    await ruben.page.getByText('Only administrators of Acme show private things to others.').waitFor();
    await ruben.context.close();
  });
});
