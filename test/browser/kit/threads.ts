import type { Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { askAs } from './graph.ts';

const CREATE = 'mutation ($input: CreateThreadInput!) { createThread(input: $input) { thread { id slug } } }';
const created = z.object({
  createThread: z.object({ thread: z.object({ id: z.string(), slug: z.string() }) }),
});
const POST =
  'mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { id } userErrors { message } } }';
const posted = z.object({ postMessage: z.object({ message: z.object({ id: z.string() }) }) });

/** A thread of the rollout team, made for one test. */
export async function newThread(title: string) {
  const ask = await askAs('acme', 'project-lead');
  const { createThread } = await ask(CREATE, { input: { teamId: ROLLOUT.team, title } }, created);
  return { ...createThread.thread, path: `/teams/acme-rollout/threads/${createThread.thread.slug}` };
}

/** Posts a message as somebody of the scenario. */
export async function post(company: string, subject: string, threadId: string, body: string) {
  const ask = await askAs(company, subject);
  await ask(POST, { input: { threadId, body, idempotencyKey: `${threadId} ${body}` } }, posted);
}

/** Writes a message on the page and sends it. */
export async function say(page: Page, text: string) {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.getByLabel('Message', { exact: true }).press('Enter');
}

/** The texts of the messages on the page. */
export const bodies = (page: Page) => page.locator('.message-main > .message-body').allTextContents();

/** Points at a message and presses one of the buttons that are at hand there. */
export async function press(message: Locator, button: string) {
  await message.hover();
  await message.getByRole('button', { name: button, exact: true }).click();
}
