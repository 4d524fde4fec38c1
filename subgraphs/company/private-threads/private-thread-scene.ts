import { isIdOf } from '#schema/wire/ids.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import { allows, postablePrivateThreads, readablePrivateThreads } from '../access/reach-rules.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { lockPrivateThread, type PrivateThreadRow } from './private-thread-store.ts';
import type { PrivateMessageRow } from './private-message-store.ts';
import { findPrivateMessage } from './private-message-writing-store.ts';

/** Finds a thread that the caller may read, and holds its lock; refuses as for none otherwise. */
export async function enterPrivateThread(
  { company, principal }: Context,
  transaction: Transaction,
  id: string,
): Promise<PrivateThreadRow> {
  const isReadable = isIdOf(id, 'pth', company) && allows(readablePrivateThreads(principal), id);
  const thread = isReadable ? await lockPrivateThread(transaction, id) : null;
  if (thread === null) throw new Refusal('NOT_FOUND', 'There is no such thread.', 'threadId');
  return thread;
}

/** Refuses those who may read the thread and not write in it. */
export function mustWriteIn({ principal }: Context, thread: PrivateThreadRow): void {
  if (!allows(postablePrivateThreads(principal), thread.id))
    throw new Refusal('NOT_PERMITTED', 'Your permissions do not let you write here.');
}

/** Refuses what an archived thread does not take. */
export function mustBeInUse({ archivedAt }: PrivateThreadRow): void {
  if (archivedAt !== null) throw new Refusal('NOT_PERMITTED', 'The thread is archived.');
}

/** A message as a write finds it, with its thread's lock held. */
export interface PrivateMessageScene {
  readonly thread: PrivateThreadRow;
  readonly message: PrivateMessageRow;
}

/** Finds a message in a thread that the caller may read and write in; refuses otherwise. */
export async function enterPrivateMessage(
  context: Context,
  transaction: Transaction,
  id: string,
): Promise<PrivateMessageScene> {
  const { threadId } = await foundMessage(context, transaction, id);
  const thread = await enterPrivateThread(context, transaction, threadId);
  mustWriteIn(context, thread);
  // Once more: what was done to it before the lock was ours counts.
  return { thread, message: await foundMessage(context, transaction, id) };
}

async function foundMessage({ company, principal }: Context, transaction: Transaction, id: string) {
  const message = isIdOf(id, 'pms', company) ? await findPrivateMessage(transaction, id) : null;
  if (message === null || !allows(readablePrivateThreads(principal), message.threadId))
    throw new Refusal('NOT_FOUND', 'There is no such message.', 'messageId');
  return message;
}

/** Refuses what cannot be done to a tombstone. */
export function mustHaveText({ message }: PrivateMessageScene): void {
  if (message.redactedAt !== null) throw new Refusal('CONFLICT', 'The message has been redacted.');
}
