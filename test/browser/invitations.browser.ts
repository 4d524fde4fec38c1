import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { accessProblems } from './kit/accessible.ts';
import { openBrowser, signIn } from './kit/browser.ts';
import { askAs } from './kit/graph.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const CREATE = 'mutation ($name: String!) { createTeam(input: { name: $name }) { team { id } } }';
const created = z.object({ createTeam: z.object({ team: z.object({ id: z.string() }) }) });
const BEGIN = 'mutation ($input: CreateThreadInput!) { createThread(input: $input) { thread { slug } } }';
const begun = z.object({ createThread: z.object({ thread: z.object({ slug: z.string() }) }) });
const INVITE =
  'mutation ($input: InviteCompanyInput!) { inviteCompany(input: $input) { invitation { id } } }';
const invited = z.object({ inviteCompany: z.object({ invitation: z.object({ id: z.string() }) }) });

describe('an invitation', () => {
  it('is sent, read with all its terms, accepted, and seen to be so by who sent it', async () => {
    const ask = await askAs('acme', 'project-lead');
    const { createTeam } = await ask(CREATE, { name: 'Platform review' }, created);
    const { createThread } = await ask(
      BEGIN,
      { input: { teamId: createTeam.team.id, title: 'Limits' } },
      begun,
    );
    const acme = await signIn(browser, 'acme', 'Dana Whitfield', { path: '/invitations' });
    const nimbus = await signIn(browser, 'nimbus', 'Ingrid Solheim', { path: '/invitations' });
    await nimbus.page.getByText('Live', { exact: true }).waitFor();

    await acme.page.getByRole('button', { name: 'Invite a company' }).click();
    await acme.page.getByRole('button', { name: /Team/ }).click();
    await acme.page.getByRole('option', { name: 'Platform review' }).click();
    await acme.page.getByRole('textbox', { name: 'Company' }).fill('nobody-of-that-name');
    await acme.page.getByLabel('Purpose').fill('Look at the rate limits together.');
    await acme.page.getByLabel('Keep messages for (days)').fill('400');
    const send = acme.page.getByRole('button', { name: 'Send the invitation' });
    await send.click();
    await acme.page.getByText('There is no such company.').waitFor();
    await acme.page.getByRole('textbox', { name: 'Company' }).fill('nimbus');
    await send.click();

    // The other page hears of it without being loaded again.
    const card = nimbus.page.getByRole('article', { name: 'Acme invites Nimbus to a shared team' });
    await card.waitFor();
    const terms = await card.innerText();
    for (const term of ['Look at the rate limits together.', 'for 400 days', 'nothing that was said before'])
      expect(terms).toContain(term);
    expect(await nimbus.seen.everything()).not.toContain('Platform review');
    expect(await accessProblems(nimbus.page)).toEqual([]);

    // Whoever is about to write sees who will read it at any moment, without loading anything again.
    const thread = await acme.context.newPage();
    await thread.goto(
      `${new URL(acme.page.url()).origin}/teams/platform-review/threads/${createThread.thread.slug}`,
    );
    await thread.getByText('Acme will read this.').waitFor();
    await thread.getByText('Live', { exact: true }).waitFor();

    await card.getByRole('button', { name: 'Accept' }).click();
    await nimbus.page.getByText('Nothing else of Nimbus is shared by joining').waitFor();
    await nimbus.page.getByRole('button', { name: 'Accept and join' }).click();
    await nimbus.page.getByRole('link', { name: 'Open Platform review' }).waitFor();
    await thread.getByText('Acme and Nimbus will read this.').waitFor();
    await thread.getByText('Shared: Acme and Nimbus can read this.').waitFor();
    await acme.page.reload();
    await acme.page.getByRole('link', { name: 'Open Platform review' }).waitFor();
    expect(acme.seen.complaints).toEqual([]);
    await Promise.all([acme.context.close(), nimbus.context.close()]);
  });

  it.each([
    ['declined by the invited company', 'nimbus', 'Ingrid Solheim', 'Decline', 'Declined'],
    ['taken back by the inviting one', 'acme', 'Dana Whitfield', 'Take the invitation back', 'Taken back'],
  ])('is %s', async (_, company, person, button, state) => {
    const ask = await askAs('acme', 'project-lead');
    const { createTeam } = await ask(CREATE, { name: state }, created);
    const input = { teamId: createTeam.team.id, company: 'nimbus', purpose: state };
    await ask(INVITE, { input }, invited);
    const { page, context } = await signIn(browser, company, person, { path: '/invitations', width: 360 });
    await page.getByRole('article').filter({ hasText: state }).getByRole('button', { name: button }).click();
    await page
      .getByRole('article')
      .filter({ hasText: state })
      .getByText(state, { exact: true })
      .first()
      .waitFor();
    await page.getByRole('button', { name: button }).waitFor({ state: 'detached' });
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    await context.close();
  });
});
