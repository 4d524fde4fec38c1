import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { openBrowser, signIn } from './kit/browser.ts';
import { askAs } from './kit/graph.ts';
import { newPrivateThread } from './kit/private-threads.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const THREADS = '{ team(slug: "acme-rollout") { threads(first: 100) { nodes { title } } } }';
const threads = z.object({
  team: z.object({ threads: z.object({ nodes: z.array(z.object({ title: z.string() })) }) }),
});

describe('an escalation whose answer is lost', () => {
  it('is carried over once, though its dialog and its page were left and opened again', async () => {
    const ask = await askAs('acme', 'project-lead');
    const { id } = await newPrivateThread('Lost answers', 'The export is late again.');
    const title = `Late again, ${id.slice(-6)}`;
    const { page, context } = await signIn(browser, 'acme', 'Dana Whitfield', {
      path: `/workspace/threads/${id}`,
    });
    await page.getByRole('button', { name: 'Share messages with a team' }).click();
    await page.getByText('Share this message', { exact: true }).click();
    await page.getByRole('button', { name: 'See what will be shared' }).click();
    await page.getByLabel('Title of the shared thread').fill(title);
    await page.getByRole('dialog').getByText(title, { exact: true }).waitFor();

    // The gateway takes it, and its answers are lost, until they are not.
    let [asked, isLost] = [0, true];
    await page.route('**/graphql', async (route) => {
      if (!(route.request().postData() ?? '').includes('"Escalate"')) return route.continue();
      asked += 1;
      if (!isLost) return route.continue();
      if (asked === 1) await route.fetch();
      return route.abort();
    });
    await page.getByRole('button', { name: 'Share 1 message with Acme and Harbor' }).click();
    await page.getByText('Sharing …').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('1 message sent. Nobody has seen an answer yet.').waitFor();
    await page.getByRole('link', { name: 'Workspace' }).first().click();
    await page.goBack();
    await page.getByText('1 message sent. Nobody has seen an answer yet.').waitFor();
    await page.getByRole('button', { name: 'See what will be shared' }).click();
    expect(await page.getByLabel('Title of the shared thread').inputValue()).toBe(title);
    isLost = false;
    await page.getByText('Acme and Harbor can read these messages now.').waitFor();
    expect(asked).toBeGreaterThan(1);
    await page.getByRole('button', { name: 'Back to the private thread' }).click();
    await page.getByRole('button', { name: 'Share messages with a team' }).waitFor();
    const { team } = await ask(THREADS, {}, threads);
    expect(team.threads.nodes.filter((thread) => thread.title === title)).toHaveLength(1);
    await context.close();
  });
});
