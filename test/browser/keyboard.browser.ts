import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, visit } from './kit/browser.ts';
import { settled } from './kit/pages.ts';
import { newThread, post } from './kit/threads.ts';

/** Promise: all of it works without a mouse, and who uses it sees where they are. */
let browser: Browser;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

interface Place {
  readonly name: string;
  readonly isSeen: boolean;
  readonly isInDialog: boolean;
}

/** What has the focus, by the name that it is read out by, and whether it can be seen that it has. */
function focused(page: Page): Promise<Place> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body)
      return { name: '', isSeen: false, isInDialog: false };
    const labelled = element.id === '' ? null : document.querySelector(`label[for="${element.id}"]`);
    const name = element.getAttribute('aria-label') ?? labelled?.textContent ?? element.innerText;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const isOn =
      box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth;
    return {
      name: name.replace(/\s+/g, ' ').trim(),
      isSeen: isOn && outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
      isInDialog: element.closest('[role="dialog"]') !== null,
    };
  });
}

/** Tabs to what is called so: every place on the way shows that it has the focus. */
async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<Place> {
  const passed: string[] = [];
  for (let steps = 0; steps < 120; steps += 1) {
    await page.keyboard.press(key);
    const place = await focused(page);
    if (place.name !== '') expect(place).toMatchObject({ isSeen: true });
    passed.push(place.name);
    if (typeof name === 'string' ? place.name === name : name.test(place.name)) return place;
  }
  throw new Error(`${String(name)} is not to be reached by the keyboard; passed:\n${passed.join('\n')}`);
}

async function press(page: Page, name: string | RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

async function signInByKeyboard(path: string) {
  const visitor = await visit(browser, path);
  const { page } = visitor;
  await page.getByLabel('Your company').waitFor();
  expect((await focused(page)).name).toMatch(/^Your company/);
  await page.keyboard.type('acme');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Dana Whitfield' }).waitFor();
  await press(page, /Dana Whitfield/);
  await settled(page);
  return visitor;
}

describe('without a mouse', () => {
  it('somebody signs in, finds a thread, writes, answers, reacts, and takes back', async () => {
    const { id } = await newThread('By keyboard');
    await post('harbor', 'delivery-lead', id, 'From Harbor.');
    await post('acme', 'project-lead', id, 'From Acme.');
    const { page, context } = await signInByKeyboard('/teams/acme-rollout');
    await press(page, 'Skip to content');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await press(page, /^By keyboard/);
    await page.getByRole('heading', { name: 'By keyboard', level: 1 }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    // One page follows another: the focus is at its heading, for those who hear it.
    expect((await focused(page)).name).toBe('By keyboard');

    await press(page, 'React');
    await press(page, 'Thumbs up');
    await page.getByRole('button', { name: 'Thumbs up: Dana Whitfield' }).waitFor();
    await tabTo(page, 'Message');
    await page.keyboard.type('Nobody touched a mouse.');
    await page.keyboard.press('Enter');
    const own = page.getByRole('article', { name: 'Dana Whitfield, Acme' }).last();
    await own.getByText('Nobody touched a mouse.').waitFor();
    expect((await focused(page)).name).toBe('Message');

    await tabTo(page, 'Take back', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect((await focused(page)).isInDialog).toBe(true);
    for (let steps = 0; steps < 4; steps += 1) {
      await page.keyboard.press('Tab');
      expect((await focused(page)).isInDialog).toBe(true);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.textContent.trim() === 'Take back');
    await page.keyboard.press('Enter');
    await press(page, 'Take it back for good');
    await page.getByText('Acme took this message back.').waitFor();
    await context.close();
  }, 120_000);

  it('goes through the workspace, the disclosures, the boundary and the invitations', async () => {
    const { page, context } = await signInByKeyboard('/');
    await press(page, 'Workspace');
    await page.getByRole('heading', { name: 'Workspace', level: 1 }).waitFor();
    await settled(page);
    await press(page, 'New private thread');
    await page.getByRole('dialog', { name: 'New private thread' }).waitFor();
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.textContent.trim() === 'New private thread');
    await tabTo(page, 'Search the documents');
    await page.keyboard.type('invoice');
    await page.keyboard.press('Enter');
    await page.getByText(/documents? found/).waitFor();
    await tabTo(page, /^Billing escalations/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Only Acme will read this.').waitFor();
    await tabTo(page, 'Message');
    await page.keyboard.type('Among ourselves, by keyboard.');
    await page.keyboard.press('Enter');
    await page.getByRole('article').getByText('Among ourselves, by keyboard.').waitFor();

    for (const [link, heading] of [
      ['Disclosures', 'Disclosures'],
      ['Boundary', 'Boundary'],
      ['Invitations', 'Invitations'],
    ] as const) {
      await tabTo(page, link, 'Shift+Tab');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
      await settled(page);
      expect((await focused(page)).name).toBe(heading);
    }
    await context.close();
  }, 120_000);
});
