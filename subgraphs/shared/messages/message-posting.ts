import { isIdOf } from '#schema/wire/ids.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { findWriter } from '../participants/participant-store.ts';
import { outcomeOf, Refusal, type Outcome } from '../refusal.ts';
import { lockTeam } from '../teams/team-lock.ts';
import { readThreadsById, type ThreadRow } from '../threads/thread-store.ts';
import { sealBody } from './body-seal.ts';
import { isSameMessage, messageInputErrors, type MessageInput } from './message-rules.ts';
import { findSentMessage, insertMessage, type MessageRow } from './message-store.ts';

/** Appends a message to a thread of a team in which the caller is a participant; sent again, it is found. */
export async function postMessage(context: Context, input: MessageInput): Promise<Outcome<MessageRow>> {
  return outcomeOf(messageInputErrors(input), () =>
    context.write((transaction) => writeMessage(context, transaction, input)),
  );
}

async function writeMessage(
  context: Context,
  transaction: Transaction,
  input: MessageInput,
): Promise<MessageRow> {
  const { teamId } = await visibleThread(context.company, transaction, input.threadId);
  await lockTeam(transaction, teamId);
  const author = await findWriter(context.company, transaction, teamId, context.caller);
  if (author === null)
    throw new Refusal('NOT_PERMITTED', 'Only participants of the team post in its threads.');
  const sent = await findSentMessage(transaction, author.id, input.idempotencyKey);
  if (sent !== null) return sentAgain(sent, input);
  return appendMessage(context, transaction, { teamId, authorId: author.id }, input);
}

async function appendMessage(
  context: Context,
  transaction: Transaction,
  { teamId, authorId }: { readonly teamId: string; readonly authorId: string },
  { threadId, body, idempotencyKey }: MessageInput,
): Promise<MessageRow> {
  const id = context.ids.shared('msg');
  const seal = sealBody(body);
  const { sequence, at } = await recordEvent(context, transaction, {
    teamId,
    actor: authorId,
    kind: 'MESSAGE_POSTED',
    payload: { messageId: id, threadId, bodyHash: seal.hash },
  });
  const message = { id, teamId, threadId, sequence, body, authorId, createdAt: at };
  await insertMessage(transaction, message, { idempotencyKey, bodySalt: seal.salt });
  return message;
}

async function visibleThread(company: string, transaction: Transaction, id: string): Promise<ThreadRow> {
  const [thread] = isIdOf(id, 'thr') ? await readThreadsById(company, transaction, [id]) : [];
  if (thread === undefined) throw new Refusal('NOT_FOUND', 'There is no such thread.', 'threadId');
  return thread;
}

function sentAgain(sent: MessageRow, input: MessageInput): MessageRow {
  if (isSameMessage(sent, input)) return sent;
  const message = 'You have sent another message with this idempotency key.';
  throw new Refusal('CONFLICT', message, 'idempotencyKey');
}
