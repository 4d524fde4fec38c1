import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { appendMessage } from './message-appending.ts';
import type { ThreadRow } from '../threads/thread-store.ts';

/** Tells a thread's readers of a change of the thread, in the name of who made it. Closed threads are told too. */
export async function postSystemMessage(
  context: Context,
  transaction: Transaction,
  {
    thread,
    authorId,
    body,
  }: { readonly thread: ThreadRow; readonly authorId: string; readonly body: string },
): Promise<void> {
  const message = { teamId: thread.teamId, threadId: thread.id, authorId, body, kind: 'SYSTEM' } as const;
  // No caller can send this key again: theirs are printable ASCII.
  const idempotencyKey = `\u001f${context.ids.shared('msg')}`;
  await appendMessage(context, transaction, {
    ...message,
    ...{ idempotencyKey, replyToId: null, onBehalfOfId: null, mentionIds: [] },
  });
}
