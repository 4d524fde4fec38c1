import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { askAs } from './graph.ts';

const CREATE =
  'mutation ($title: String!) { createPrivateThread(input: { title: $title }) { thread { id } } }';
const created = z.object({ createPrivateThread: z.object({ thread: z.object({ id: z.string() }) }) });
const POST =
  'mutation ($input: PostPrivateMessageInput!) { postPrivateMessage(input: $input) { message { id } } }';
const posted = z.object({ postPrivateMessage: z.object({ message: z.object({ id: z.string() }) }) });

/** An internal thread of Acme's with what its project lead says in it, made for one test. */
export async function newPrivateThread(title: string, ...bodies: readonly string[]) {
  const ask = await askAs('acme', 'project-lead');
  const { createPrivateThread } = await ask(CREATE, { title }, created);
  const { id } = createPrivateThread.thread;
  const messageIds: string[] = [];
  for (const body of bodies) messageIds.push(await postPrivate(id, body));
  return { id, path: `/workspace/threads/${id}`, messageIds };
}

/** Has Acme's project lead say something in an internal thread; the message's id. */
export async function postPrivate(threadId: string, body: string): Promise<string> {
  const ask = await askAs('acme', 'project-lead');
  const input = { threadId, body, idempotencyKey: randomUUID() };
  const { postPrivateMessage } = await ask(POST, { input }, posted);
  return postPrivateMessage.message.id;
}
