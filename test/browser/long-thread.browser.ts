import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { accessProblems } from './kit/accessible.ts';
import { openBrowser, signIn } from './kit/browser.ts';
import { askAs } from './kit/graph.ts';
import { makeLongThread } from './kit/long-thread.ts';

let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const MESSAGES = 100_000;
const READ = 60_000;
/** As many messages as the page has at once, at most. */
const MOST_SHOWN = 150;

const POST = 'mutation ($input: PostMessageInput!) { postMessage(input: $input) { userErrors { message } } }';

/** What is on the page: the numbers of the messages, and how many elements the list is made of. */
function shown(page: Page): Promise<{ lines: number[]; elements: number }> {
  return page.evaluate(() => ({
    lines: [...document.querySelectorAll('[data-row] .message-body')].map((body) =>
      Number(/\d+/.exec(body.textContent)?.[0]),
    ),
    elements: document.querySelectorAll('.messages *').length,
  }));
}

/** Throws where a message is missing, doubled or out of order, or more is on the page than may be. */
async function whole(page: Page): Promise<{ first: number; last: number }> {
  const { lines, elements } = await shown(page);
  const [first = 0] = lines;
  expect(lines).toEqual(lines.map((_, index) => first + index));
  expect(lines.length).toBeLessThanOrEqual(MOST_SHOWN);
  expect(elements).toBeLessThan(MOST_SHOWN * 25);
  return { first, last: first + lines.length - 1 };
}

/** Goes on in one direction until so many messages more have been on the page; each step begins where the last one was. */
async function scroll(page: Page, direction: -1 | 1, messages: number): Promise<void> {
  const end = ({ first, last }: { first: number; last: number }) => (direction < 0 ? first : last);
  const begun = end(await whole(page));
  for (let now = begun; Math.abs(now - begun) < messages && now !== 1 && now !== MESSAGES;) {
    const before = await whole(page);
    await page.locator('.messages').evaluate((box, by) => box.scrollBy(0, by * box.clientHeight), direction);
    await page.waitForTimeout(30);
    const after = await whole(page);
    expect(Math.max(before.first, after.first)).toBeLessThanOrEqual(Math.min(before.last, after.last) + 1);
    now = end(after);
  }
}

/** Which message is looked at, where it stands, and which is the first on the page; after going to a place, where one is given. */
function place(page: Page, goTo: number | null = null): Promise<{ row: string; top: number; first: string }> {
  return page.locator('.messages').evaluate((box, to) => {
    if (to !== null) box.scrollTop = to;
    const from = box.getBoundingClientRect().top;
    const rows = [...box.querySelectorAll<HTMLElement>('[data-row]')];
    const row = rows.find((each) => each.getBoundingClientRect().bottom > from);
    const top = (row?.getBoundingClientRect().top ?? 0) - from;
    return { row: row?.dataset['row'] ?? '', top, first: rows[0]?.dataset['row'] ?? '' };
  }, goTo);
}

describe('a thread of a hundred thousand messages', () => {
  it('opens where reading goes on, scrolls both ways without end, and jumps to its ends', async () => {
    const { path, threadId } = await makeLongThread(MESSAGES, READ);
    const { page, seen, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    const box = page.locator('.messages');

    // The first unread message is in sight, with what was read before it, and the marker stands there.
    const marked = page.getByRole('article').filter({ has: page.getByText('New', { exact: true }) });
    expect(await marked.locator('.message-body').textContent()).toBe(`Line ${READ + 1}`);
    await marked.waitFor();
    const [list, first] = [await box.boundingBox(), await marked.boundingBox()];
    expect((first?.y ?? 0) - (list?.y ?? 0)).toBeGreaterThan(0);
    expect((first?.y ?? 0) - (list?.y ?? 0)).toBeLessThan((list?.height ?? 0) / 2);
    const opened = await whole(page);
    expect(opened.first).toBeLessThan(READ - 20);
    expect(opened.last).toBeGreaterThan(READ + 20);
    await page.getByRole('button', { name: 'Jump to latest · 999+ new' }).waitFor();
    expect(await accessProblems(page)).toEqual([]);

    await scroll(page, -1, 1000);
    // What is looked at stays where it is while older messages are put above it.
    const before = await place(page, 900);
    await until(async () => (await place(page)).first !== before.first);
    const after = await place(page);
    expect(after.row).toBe(before.row);
    expect(Math.abs(after.top - before.top)).toBeLessThan(2);
    await scroll(page, 1, 1200);

    await box.focus();
    await page.keyboard.press('Home');
    await page.getByText('Line 1', { exact: true }).waitFor();
    expect((await whole(page)).first).toBe(1);
    expect(await page.getByRole('button', { name: 'Show older messages' }).count()).toBe(0);
    await scroll(page, 1, 400);

    await box.focus();
    await page.keyboard.press('End');
    await page.getByText(`Line ${MESSAGES}`, { exact: true }).waitFor();
    expect((await whole(page)).last).toBe(MESSAGES);
    expect(await page.getByRole('button', { name: /Jump to latest/ }).count()).toBe(0);
    await scroll(page, -1, 300);

    // What is posted meanwhile is not put where it does not follow, and is counted.
    const ask = await askAs('harbor', 'delivery-lead');
    const post = (number: number) =>
      ask(
        POST,
        { input: { threadId, body: `Line ${number}`, idempotencyKey: `new ${number}` } },
        z.unknown(),
      );
    await post(MESSAGES + 1);
    await post(MESSAGES + 2);
    await page.getByRole('button', { name: 'Jump to latest · 2 new' }).click();
    await page.getByText(`Line ${MESSAGES + 2}`, { exact: true }).waitFor();
    expect((await whole(page)).last).toBe(MESSAGES + 2);
    await post(MESSAGES + 3);
    await page.getByText(`Line ${MESSAGES + 3}`, { exact: true }).waitFor();
    expect((await whole(page)).last).toBe(MESSAGES + 3);
    expect(await accessProblems(page)).toEqual([]);
    expect(seen.complaints).toEqual([]);
    await context.close();
  }, 300_000);
});

/** Waits until something holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It did not come to hold.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
