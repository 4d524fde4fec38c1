import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { PRIVATE_WORDS } from '#cli/scenario/companies.ts';
import { openBrowser, signIn, type Visitor } from './kit/browser.ts';
import { askAs } from './kit/graph.ts';
import { everyPage, openPage } from './kit/pages.ts';
import { bodies, newThread, post, say } from './kit/threads.ts';

/** Promise: two companies talk, each hears the other at once, and nothing private of one ever comes to the other's browser. */
let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** All of a company's private texts that stand in no shared place. */
const PRIVATE_TEXTS = `{ workspace {
  agents { instructions } people { email phone } tools { endpoint }
  knowledge { description documents(first: 50) { nodes { title sha256 } } }
  privateThreads(first: 50) { nodes { id title messages(first: 50) { nodes { body createdAt } } } } } }`;

/** What was written in this run is left out: other tests have shared some of it on purpose. */
const isOfThisRun = (value: object) =>
  'createdAt' in value && Date.parse(String(value.createdAt)) > Date.now() - 3_600_000;

/** Every text in an answer that is long enough to be nobody else's by chance. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= 10 ? [value] : [];
  if (value === null || typeof value !== 'object' || isOfThisRun(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => (name === 'createdAt' ? [] : textsIn(inner)));
}

async function privateTexts(company: 'acme' | 'harbor', lead: string): Promise<string[]> {
  const ask = await askAs(company, lead);
  const texts = textsIn(await ask(PRIVATE_TEXTS, {}, z.unknown()));
  expect(texts.length).toBeGreaterThan(15);
  return [...texts, PRIVATE_WORDS[company]];
}

/** A text as it may stand in a page, in JSON or in an address. */
function formsOf(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const html = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [...new Set([text, json, html, encodeURIComponent(text)])];
}

function foundOf(texts: readonly string[], came: string): string[] {
  return texts.filter((text) => formsOf(text).some((form) => came.includes(form)));
}

/** Says it on the page; when that began, in ms. */
async function saySince(page: Page, text: string): Promise<number> {
  const sent = Date.now();
  await say(page, text);
  return sent;
}

/** Opens every page, and keeps what each shows. */
async function goEverywhere({ page, seen }: Visitor, company: string, lead: string) {
  for (const { path } of await everyPage(company, lead)) {
    await openPage(page, path);
    await page.waitForTimeout(200);
    await seen.note();
  }
}

describe('two companies', () => {
  it('hold the reference talk live, and neither finds the other’s private text anywhere, on any page', async () => {
    const { id: threadId, path } = await newThread('Billing migration');
    const acme = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    const harbor = await signIn(browser, 'harbor', 'Tomas Rivera', { path });
    for (const { page } of [acme, harbor]) await page.getByText('Live', { exact: true }).waitFor();

    const waits: number[] = [];
    const agentSays = async (company: string, agent: string, body: string) => {
      const sent = Date.now();
      await post(company, agent, threadId, body);
      return sent;
    };
    const talk: readonly [string, Visitor, (text: string) => Promise<number>][] = [
      [
        'I am ready to move the billing migration to production on Thursday.',
        harbor,
        (text) => saySince(acme.page, text),
      ],
      [
        'I have checked the launch checklist. Webhook validation is the remaining blocker.',
        harbor,
        (text) => agentSays('acme', 'customer-ops-agent', text),
      ],
      ['Our engineer can run that validation tomorrow morning.', acme, (text) => saySince(harbor.page, text)],
      [
        'One webhook retry issue is unresolved in the rollout plan. Validate retries before the cutover.',
        acme,
        (text) => agentSays('harbor', 'delivery-agent', text),
      ],
    ];
    for (const [text, hearing, speak] of talk) {
      const sent = await speak(text);
      await hearing.page.getByRole('article').getByText(text).waitFor();
      waits.push(Date.now() - sent);
    }
    process.stdout.write(`each message was with the other company after ${waits.join(', ')} ms\n`);
    const said = talk.map(([text]) => text);
    for (const { page } of [acme, harbor]) await page.getByText('Sending …').waitFor({ state: 'detached' });
    for (const { page } of [acme, harbor]) expect(await bodies(page)).toEqual(said);
    for (const visitor of [acme, harbor]) await visitor.seen.note();

    await goEverywhere(acme, 'acme', 'project-lead');
    await goEverywhere(harbor, 'harbor', 'delivery-lead');
    const [ours, theirs] = [
      await privateTexts('acme', 'project-lead'),
      await privateTexts('harbor', 'delivery-lead'),
    ];
    const [cameToAcme, cameToHarbor] = [await acme.seen.everything(), await harbor.seen.everything()];
    // What is searched for is found where it belongs, and what is searched in holds what came over the streams.
    expect(foundOf(ours, cameToAcme).length).toBeGreaterThan(10);
    expect(foundOf(theirs, cameToHarbor).length).toBeGreaterThan(10);
    expect(cameToHarbor).toMatch(/event: next\ndata: .*Webhook validation is the remaining blocker/);
    expect(foundOf(ours, cameToHarbor)).toEqual([]);
    expect(foundOf(theirs, cameToAcme)).toEqual([]);
    expect([...acme.seen.complaints, ...harbor.seen.complaints]).toEqual([]);
    await Promise.all([acme.context.close(), harbor.context.close()]);
  }, 300_000);
});
