import { isIdOf } from '#schema/wire/ids.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { readParticipantsById } from '../participants/participant-store.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import { enterThread, visibleThread, type ThreadScene } from '../threads/thread-scene.ts';
import { readMessagesById, type MessageRow } from './message-store.ts';

/** A message as a write finds it, with the team's lock held. */
export interface MessageScene extends ThreadScene {
  readonly message: MessageRow;
}

/** Finds a message that the caller's company may read, and as whom the caller writes; refuses otherwise. */
export async function enterMessage(
  context: Context,
  transaction: Transaction,
  id: string,
): Promise<MessageScene> {
  const { teamId, threadId } = await visibleMessage(context.company, transaction, id);
  const thread = await visibleThread(context.company, transaction, threadId);
  const scene = await enterThread(context, transaction, { ...thread, teamId });
  // Once more: what was done to it before the lock was ours counts.
  return { ...scene, message: await visibleMessage(context.company, transaction, id) };
}

async function visibleMessage(company: string, transaction: Transaction, id: string): Promise<MessageRow> {
  const [message] = isIdOf(id, 'msg') ? await readMessagesById(company, transaction, [id]) : [];
  if (message === undefined) throw new Refusal('NOT_FOUND', 'There is no such message.', 'messageId');
  return message;
}

/** Refuses all but the message's author and the stewards of its author's company, and what the layer itself said. */
export async function mustOwn(
  { company }: Context,
  transaction: Transaction,
  scene: MessageScene,
): Promise<void> {
  const { message, writer } = scene;
  const [author] = await readParticipantsById(company, transaction, [message.authorId]);
  const isTheirs = message.authorId === writer.id || (writer.isSteward && author?.companySlug === company);
  if (!isTheirs || message.kind === 'SYSTEM')
    throw new Refusal('NOT_PERMITTED', "Only the author and the stewards of the author's company do this.");
}

/** Refuses what cannot be done to a tombstone. */
export function mustHaveText({ message }: MessageScene): void {
  if (message.redactedAt !== null) throw new Refusal('CONFLICT', 'The message has been redacted.');
}
