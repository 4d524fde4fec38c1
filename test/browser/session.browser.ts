import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { loadSettings } from '#cli/config.ts';
import { openBrowser, signIn, type Visitor } from './kit/browser.ts';
import { bodies, newThread, post } from './kit/threads.ts';

/** Promise: nobody notices that tokens end; where a session does, its person comes back to where they were. */
let browser: Browser;
/** Whose session is over at the issuer: they come back themselves, or somebody else does. All wait for one token's end. */
let over: { readonly mine: Left; readonly others: Left };
beforeAll(async () => {
  browser = await openBrowser();
  over = { mine: await leave('Half a sentence', true), others: await leave('Not for others', false) };
}, 120_000);
afterAll(() => browser.close());

/** The life of an access token in this run, and a little more, in milliseconds. */
const PAST_EXPIRY_MS = loadSettings().accessTokenSeconds * 1000 + 3000;

interface Left extends Visitor {
  readonly path: string;
}

const message = (page: Page) => page.getByLabel('Message', { exact: true });

/** Begins to write in a thread of that title, and has the issuer end the session, unknown to the browser if it keeps its cookie. */
async function leave(title: string, keepsCookie: boolean): Promise<Left> {
  const { path } = await newThread(title);
  const visitor = await signIn(browser, 'acme', 'Dana Whitfield', { path });
  const { page, context } = visitor;
  await page.getByText('Live', { exact: true }).waitFor();
  await message(page).fill(`${title}, and`);
  const cookies = await context.cookies();
  const ended = await page.evaluate(async () => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/auth/sign-out', { method: 'POST', headers, body: '{}' })).status;
  });
  expect(ended).toBe(200);
  if (keepsCookie) await context.addCookies(cookies.filter(({ name }) => name.includes('session')));
  return { ...visitor, path };
}

async function comeBack(page: Page, company: string, person: string) {
  await page.getByText('Your session is over').waitFor({ timeout: PAST_EXPIRY_MS + 30_000 });
  await page.getByLabel('Your company').fill(company);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: person }).click();
}

describe('an access token that ends while the page is open', () => {
  it('is renewed, and what is asked, said and heard goes on without anybody noticing', async () => {
    const { id, path } = await newThread('Longer than a token');
    const { page, seen, context } = await signIn(browser, 'acme', 'Dana Whitfield', { path });
    await page.getByText('Live', { exact: true }).waitFor();
    const tokens = new Set<string>();
    page.on('request', (request) => {
      const bearer = request.headers()['authorization'];
      if (bearer !== undefined) tokens.add(bearer);
    });
    const alarms = page.getByRole('alert');
    await message(page).fill('Written before, ');
    const end = Date.now() + PAST_EXPIRY_MS;
    const said: string[] = [];
    while (Date.now() < end) {
      const body = `Said as number ${said.length}`;
      await post('harbor', 'delivery-lead', id, body);
      said.push(body);
      await page.getByText(body, { exact: true }).waitFor();
      expect(await alarms.count()).toBe(0);
      await page.waitForTimeout(2000);
    }
    await message(page).press('End');
    await message(page).pressSequentially('sent after.');
    await message(page).press('Enter');
    // There, and no longer on its way.
    await page.locator('[data-row]').getByText('Written before, sent after.').waitFor();
    await post('harbor', 'delivery-lead', id, 'And heard after.');
    await page.getByText('And heard after.').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await bodies(page)).toEqual([...said, 'Written before, sent after.', 'And heard after.']);
    expect(tokens.size).toBeGreaterThan(1);
    expect(seen.complaints).toEqual([]);
    await context.close();
  }, 180_000);
});

describe('a session that is over', () => {
  it('at the issuer leads to signing in, and back to the same page with all that was written', async () => {
    const { page, context, path } = over.mine;
    await page.getByText('Your session is over').waitFor({ timeout: PAST_EXPIRY_MS + 30_000 });
    expect(new URL(page.url()).pathname).toBe(path);
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await comeBack(page, 'acme', 'Dana Whitfield');
    await page.getByRole('heading', { name: 'Half a sentence', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
    expect(await message(page).inputValue()).toBe('Half a sentence, and');
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await message(page).press('End');
    await message(page).pressSequentially(' the rest.');
    await message(page).press('Enter');
    await page.getByRole('article').getByText('Half a sentence, and the rest.').waitFor();
    expect(await message(page).inputValue()).toBe('');
    await context.close();
  }, 180_000);

  it('gives what one person wrote to nobody else', async () => {
    const { page, context } = over.others;
    await comeBack(page, 'harbor', 'Tomas Rivera');
    await page.getByRole('heading', { name: 'Not for others', level: 1 }).waitFor();
    expect(await message(page).inputValue()).toBe('');
    expect(await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)))).not.toContain(
      'Not for others',
    );
    await context.close();
  }, 180_000);
});
