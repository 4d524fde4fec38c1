import type { Page } from 'playwright-core';
import { z } from 'zod';
import { askAs } from './graph.ts';

/** A page of the dashboard in the reference scenario. */
export interface KnownPage {
  readonly name: string;
  readonly path: string;
}

const THREADS = '{ workspace { privateThreads(first: 1) { nodes { id } } } }';
const threads = z.object({
  workspace: z.object({ privateThreads: z.object({ nodes: z.array(z.object({ id: z.string() })) }) }),
});

/** Every page of the dashboard, as a company's lead finds it. */
export async function everyPage(company: string, lead: string): Promise<readonly KnownPage[]> {
  const ask = await askAs(company, lead);
  const { workspace } = await ask(THREADS, {}, threads);
  return [
    { name: 'Home', path: '/' },
    { name: 'Team', path: '/teams/acme-rollout' },
    { name: 'Thread', path: '/teams/acme-rollout/threads/rollout-status' },
    { name: 'Workspace', path: '/workspace' },
    { name: 'Private thread', path: `/workspace/threads/${workspace.privateThreads.nodes[0]?.id ?? ''}` },
    { name: 'Invitations', path: '/invitations' },
    { name: 'Disclosures', path: '/disclosures' },
    { name: 'Boundary', path: '/boundary' },
    { name: 'No page', path: '/nowhere/at/all' },
    { name: 'No team', path: '/teams/none' },
    { name: 'No thread', path: '/teams/acme-rollout/threads/none' },
    { name: 'No private thread', path: '/workspace/threads/pth_acme_01JNOTHERE0000000000000000' },
  ];
}

/** Goes to a page and waits until what it shows has come. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await settled(page);
}

/** Waits until a page shows what it has. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main#main h1').waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
}

/** How much wider than the window the page is, in pixels: more than 0 would have to be scrolled sideways. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
}
