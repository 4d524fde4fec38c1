import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { SHOWN } from '#test/testkit/disclosing-network.ts';
import { accessProblems } from './kit/accessible.ts';
import { openBrowser, signIn } from './kit/browser.ts';
import { askAs } from './kit/graph.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const CREATE = 'mutation ($input: CreateShareInput!) { createShare(input: $input) { share { id } } }';
const created = z.object({ createShare: z.object({ share: z.object({ id: z.string() }) }) });
const READ = `query ($slug: String!) { team(slug: $slug) { shares(first: 100) { nodes {
  id content { ... on SharedDocument { title } } } } } }`;
const title = z.object({ title: z.string().nullable().optional() }).nullable();
const read = z.object({
  team: z.object({
    shares: z.object({ nodes: z.array(z.object({ id: z.string(), content: title })) }),
  }),
});
const ROLLBACK = 'Bluebird: rolling back a billing release';

/** What Harbor is given of a share. */
async function harborReads(share: string) {
  const ask = await askAs('harbor', 'delivery-lead');
  const { team } = await ask(READ, { slug: 'acme-rollout' }, read);
  return team.shares.nodes.find(({ id }) => id === share)?.content?.title ?? null;
}

describe('the ledger', () => {
  it('has a share, what taking it back does, and then nothing for the other side', async () => {
    const ask = await askAs('acme', 'project-lead');
    const [, input] = SHOWN['a document'].act;
    const { createShare } = await ask(CREATE, { input }, created);
    expect(await harborReads(createShare.share.id)).toBe(ROLLBACK);

    const { page, seen, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path: '/disclosures' });
    const line = page.getByRole('article', { name: ROLLBACK });
    await line.waitFor();
    const said = await line.innerText();
    for (const part of ['Shared with Harbor', 'Acme rollout', 'Dana Whitfield', 'Until it is taken back'])
      expect(said).toContain(part);
    await line.getByRole('button', { name: 'Take it back' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Harbor can read nothing of').waitFor();
    expect(await accessProblems(page)).toEqual([]);
    expect(await harborReads(createShare.share.id)).toBe(ROLLBACK);
    await dialog.getByRole('button', { name: 'Take it back' }).click();

    await page.getByText('is taken back. Nobody else reads it now.').waitFor();
    await line.waitFor({ state: 'detached' });
    expect(await harborReads(createShare.share.id)).toBeNull();

    await page.getByRole('button', { name: /Show/ }).click();
    await page.getByRole('option', { name: 'Everything that ever was' }).click();
    // Other tests have shared the same document before: the latest is first.
    await line.first().getByText('Only Acme reads it').waitFor();
    await line
      .first()
      .getByText(/Harbor, \d times?/)
      .waitFor();
    expect(await line.getByRole('button').count()).toBe(0);
    expect(seen.complaints).toEqual([]);
    await context.close();
  });

  it('is narrowed to a team', async () => {
    const { page, context } = await signIn(browser, 'harbor', 'Tomas Rivera', { path: '/disclosures' });
    await page.getByRole('article', { name: 'Delivery Agent' }).waitFor();
    await page.getByRole('button', { name: /Team/ }).click();
    await page.getByRole('option', { name: 'Acme rollout' }).click();
    await page.getByRole('article', { name: 'Delivery Agent' }).getByText('Shared with Acme').waitFor();
    await context.close();
  });

  it.each([
    ['wide and light', { colorScheme: 'light', width: 1280 }],
    ['narrow and dark', { colorScheme: 'dark', width: 360 }],
  ] as const)('is for everyone, %s', async (_, look) => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', {
      path: '/disclosures',
      ...look,
    });
    await page.getByRole('article', { name: 'Customer Ops Agent' }).waitFor();
    expect(await accessProblems(page)).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    await context.close();
  });
});
