import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { PRIVATE_WORDS } from '#cli/scenario/companies.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { openBrowser, signIn, type Visitor } from './kit/browser.ts';
import { disclosedTo } from './kit/disclosed.ts';
import { askAs } from './kit/graph.ts';
import { everyPage, openPage } from './kit/pages.ts';
import { newPrivateThread } from './kit/private-threads.ts';
import { bodies, newThread, post, say } from './kit/threads.ts';

type Talking = 'acme' | 'harbor';

/** Promise: two companies talk, each hears the other at once, and nothing private of one ever comes to the other's browser. */
let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** All of a company's private texts that stand in no shared place. */
const PRIVATE_TEXTS = `{ workspace {
  agents { instructions } people { email phone } tools { endpoint }
  knowledge { description documents(first: 100) { nodes { title sha256 } pageInfo { hasNextPage } } }
  privateThreads(first: 100) { pageInfo { hasNextPage } nodes {
    id title messages(first: 100) { nodes { body } pageInfo { hasNextPage } } } } } }`;

/** Every text in an answer that is long enough to be nobody else's by chance. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= 10 ? [value] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsIn);
}

async function privateTexts(company: Talking, lead: string, other: Talking): Promise<string[]> {
  const ask = await askAs(company, lead);
  const answer = await ask(PRIVATE_TEXTS, {}, z.unknown());
  expect(JSON.stringify(answer)).not.toContain('"hasNextPage":true');
  const given = await disclosedTo(other, ask);
  const texts = textsIn(answer).filter((text) => !given.has(text));
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

const KEPT = 'We would pay for a second evening, if it has to be.';
const CARRIED = 'The window is from six to eight in the evening.';

/** Of what Acme says among itself, one sentence is carried over to Harbor, and one is not. */
async function escalateOne() {
  const { id: privateThreadId, messageIds } = await newPrivateThread('Before the cutover', KEPT, CARRIED);
  const input = {
    privateThreadId,
    teamId: ROLLOUT.team,
    title: 'The window',
    messageIds: messageIds.slice(1),
  };
  const ask = await askAs('acme', 'project-lead');
  await ask(ESCALATE, { input }, z.unknown());
  // The shared layer may answer the company later than the company answers this.
  while (!(await disclosedTo('harbor', ask)).has(CARRIED)) await wait(100);
}

const ESCALATE = 'mutation ($input: EscalateInput!) { escalate(input: $input) { disclosure { state } } }';

/** How often each says something more, so that one late message decides nothing. */
const ROUNDS = 4;

/** Has them talk; how long each message took from one company's hand to the other's screen, in ms. */
async function talkIn(threadId: string, acme: Visitor, harbor: Visitor) {
  const agentSays = (company: string, agent: string) => async (body: string) => {
    const sent = Date.now();
    await post(company, agent, threadId, body);
    return sent;
  };
  const [dana, tomas] = [acme, harbor].map(
    ({ page }) =>
      (text: string) =>
        saySince(page, text),
  ) as [Speaking, Speaking];
  const more = Array.from({ length: ROUNDS }, (_, round): Turn[] => [
    [`Is step ${round + 1} ready?`, dana, harbor],
    [`Step ${round + 1} is.`, tomas, acme],
  ]);
  const talk: readonly Turn[] = [
    ['I am ready to move the billing migration to production on Thursday.', dana, harbor],
    [
      'I have checked the launch checklist. Webhook validation is the remaining blocker.',
      agentSays('acme', 'customer-ops-agent'),
      harbor,
    ],
    ['Our engineer can run that validation tomorrow morning.', tomas, acme],
    [
      'One webhook retry issue is unresolved in the rollout plan. Validate retries before the cutover.',
      agentSays('harbor', 'delivery-agent'),
      acme,
    ],
    ...more.flat(),
  ];
  const waits: number[] = [];
  for (const [text, speak, hearing] of talk) {
    const sent = await speak(text);
    await hearing.page.getByRole('article').getByText(text).waitFor();
    waits.push(Date.now() - sent);
  }
  return { said: talk.map(([text]) => text), waits };
}

type Speaking = (text: string) => Promise<number>;
/** What is said, by whom, and where it is heard. */
type Turn = readonly [string, Speaking, Visitor];

describe('two companies', () => {
  it('hold the reference talk live, and neither finds the other’s private text anywhere, on any page', async () => {
    await escalateOne();
    const { id: threadId, path } = await newThread('Billing migration');
    const acme = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    const harbor = await signIn(browser, 'harbor', 'Tomas Rivera', { path });
    for (const { page } of [acme, harbor]) await page.getByText('Live', { exact: true }).waitFor();

    const { said, waits } = await talkIn(threadId, acme, harbor);
    process.stdout.write(`each message was with the other company after ${waits.join(', ')} ms\n`);
    // Within a second, says the promise. A machine that does other things as well adds to it, now more and now less: the
    // fastest shows that nothing holds a message back, the median that none waits for a next time to ask.
    const sorted = waits.toSorted((one, other) => one - other);
    expect(sorted[0]).toBeLessThan(1000);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(3000);
    for (const { page } of [acme, harbor]) await page.getByText('Sending …').waitFor({ state: 'detached' });
    for (const { page } of [acme, harbor]) expect(await bodies(page)).toEqual(said);
    for (const visitor of [acme, harbor]) await visitor.seen.note();

    await goEverywhere(acme, 'acme', 'project-lead');
    await goEverywhere(harbor, 'harbor', 'delivery-lead');
    const [ours, theirs] = [
      await privateTexts('acme', 'project-lead', 'harbor'),
      await privateTexts('harbor', 'delivery-lead', 'acme'),
    ];
    const [cameToAcme, cameToHarbor] = [await acme.seen.everything(), await harbor.seen.everything()];
    // What is searched for is found where it belongs, and what is searched in holds what came over the streams.
    expect(foundOf(ours, cameToAcme).length).toBeGreaterThan(10);
    expect(foundOf(theirs, cameToHarbor).length).toBeGreaterThan(10);
    expect(cameToHarbor).toMatch(/event: next\ndata: .*Webhook validation is the remaining blocker/);
    expect(ours).toContain(KEPT);
    expect(foundOf([KEPT, CARRIED], cameToHarbor)).toEqual([CARRIED]);
    expect(foundOf(ours, cameToHarbor)).toEqual([]);
    expect(foundOf(theirs, cameToAcme)).toEqual([]);
    expect([...acme.seen.complaints, ...harbor.seen.complaints]).toEqual([]);
    await Promise.all([acme.context.close(), harbor.context.close()]);
  }, 300_000);
});
