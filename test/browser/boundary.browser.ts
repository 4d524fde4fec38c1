import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { PRIVATE_WORDS } from '#cli/scenario/companies.ts';
import { LOOK_AROUND, SHOWN } from '#test/testkit/disclosing-network.ts';
import { accessProblems } from './kit/accessible.ts';
import { openBrowser, signIn } from './kit/browser.ts';
import { askAs } from './kit/graph.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const tree = z.record(z.string(), z.unknown());
const team = z.object({
  team: z.object({ participants: z.array(tree), shares: z.object({ nodes: z.array(tree) }) }),
});
const CREATE = 'mutation ($input: CreateShareInput!) { createShare(input: $input) { share { id } } }';
const REVOKE = 'mutation ($input: RevokeShareInput!) { revokeShare(input: $input) { disclosure { id } } }';
const created = z.object({ createShare: z.object({ share: z.object({ id: z.string() }) }) });

/** Every text in a thing of an answer but ids and types: what a person could read. */
function textsOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every((each) => typeof each === 'string'))
    return [value.join(', ').toLowerCase()];
  if (typeof value === 'string') return [value.toLowerCase()];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'id' || name === '__typename' ? [] : textsOf(inner),
  );
}

/** What the graph really gives Harbor of each of Acme's things in the team, by id. */
async function harborReads(): Promise<Record<string, string[]>> {
  const ask = await askAs('harbor', 'delivery-lead');
  const { team: seen } = await ask(LOOK_AROUND, {}, team);
  const things = [...seen.participants, ...seen.shares.nodes].map(
    (thing) => [String(thing['id']), textsOf(thing).sort()] as const,
  );
  return Object.fromEntries(things.filter(([id, texts]) => id.includes('_acme_') && texts.length > 0));
}

/** What the page says that Harbor sees of each thing, by id. */
async function pageSays(page: Page): Promise<Record<string, string[]>> {
  const region = page.getByRole('region', { name: 'Acme in Acme rollout' });
  const things: Record<string, string[]> = {};
  for (const article of await region.getByRole('article').all()) {
    const id = (await article.getAttribute('aria-labelledby')) ?? '';
    const texts = await article.getByRole('group', { name: 'Harbor sees' }).locator('dd').allTextContents();
    if (texts.length > 0) things[id] = texts.map((text) => text.toLowerCase()).sort();
  }
  return things;
}

async function look(page: Page) {
  await page.getByRole('article', { name: 'Customer Ops Agent' }).waitFor();
}

describe('the boundary', () => {
  it('shows what Harbor really sees, value by value, and what it does not as private', async () => {
    const ask = await askAs('acme', 'project-lead');
    const [, input] = SHOWN['a range of a thread'].act;
    const { createShare } = await ask(CREATE, { input }, created);
    const { page, seen, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path: '/boundary' });
    await look(page);
    const real = await harborReads();
    expect(Object.keys(real)).toHaveLength(3);
    expect(await pageSays(page)).toEqual(real);

    const agent = page.getByRole('article', { name: 'Customer Ops Agent' });
    const ours = await agent.getByRole('group', { name: 'Acme sees' }).innerText();
    for (const text of ['Instructions', PRIVATE_WORDS.acme, 'Private', 'hidden from Harbor'])
      expect(ours).toContain(text);
    const theirs = await agent.getByRole('group', { name: 'Harbor sees' }).innerText();
    expect(theirs).not.toContain(PRIVATE_WORDS.acme);
    expect(theirs).not.toContain('Instructions');
    const thread = page.getByRole('article', { name: 'Rollout status' });
    expect(await thread.getByRole('group', { name: 'Acme sees' }).innerText()).toContain(PRIVATE_WORDS.acme);

    await ask(REVOKE, { input: { shareId: createShare.share.id } }, z.unknown());
    await page.reload();
    await look(page);
    const after = await harborReads();
    expect(Object.keys(after)).toHaveLength(2);
    expect(await pageSays(page)).toEqual(after);
    expect(seen.complaints).toEqual([]);
    await context.close();
  });

  it('holds nothing private of the other company', async () => {
    const { page, seen, context } = await signIn(browser, 'harbor', 'Tomas Rivera', { path: '/boundary' });
    await page.getByRole('article', { name: 'Delivery Agent' }).waitFor();
    expect(await seen.everything()).not.toContain(PRIVATE_WORDS.acme);
    await context.close();
  });

  it('has nobody on the other side of a company that shares nothing', async () => {
    const { page, context } = await signIn(browser, 'nimbus', 'Ingrid Solheim', { path: '/boundary' });
    await page.getByRole('heading', { level: 1, name: 'Boundary' }).waitFor();
    expect(await page.getByRole('group', { name: 'Acme sees' }).count()).toBe(0);
    expect(await accessProblems(page)).toEqual([]);
    await context.close();
  });

  it.each([
    ['wide and light', { colorScheme: 'light', width: 1280 }],
    ['narrow and dark', { colorScheme: 'dark', width: 360 }],
  ] as const)('is for everyone, %s', async (_, how) => {
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path: '/boundary', ...how });
    await look(page);
    expect(await accessProblems(page)).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    await context.close();
  });
});
