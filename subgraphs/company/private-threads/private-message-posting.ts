import { Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import type { Actor } from '../access/action-rules.ts';
import { carryOut } from '../access/carry-out.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { presentColleagues, presentPersonBySubject } from '../people/colleague-store.ts';
import {
  areColleagues,
  isSamePrivateMessage,
  privateMessageErrors,
  type PrivateMessageInput,
} from './private-message-rules.ts';
import type { PrivateMessageRow } from './private-message-store.ts';
import {
  appendPrivateMessage,
  findPrivateMessage,
  findSentPrivateMessage,
  isPrivateAgentLoop,
  type SentPrivateMessage,
} from './private-message-writing-store.ts';
import { appendPrivateEvent } from './private-event-store.ts';
import { enterPrivateThread, mustBeInUse, mustWriteIn } from './private-thread-scene.ts';

/** Appends a message to an internal thread; sent again, it is found. */
export function postPrivateMessage(
  context: Context,
  input: PrivateMessageInput,
): Promise<Outcome<PrivateMessageRow>> {
  return carryOut(context, 'postPrivately', privateMessageErrors(input), (transaction, actor) =>
    writeMessage(context, transaction, actor, input),
  );
}

async function writeMessage(
  context: Context,
  transaction: Transaction,
  actor: Actor,
  input: PrivateMessageInput,
): Promise<PrivateMessageRow> {
  const sent = await findSentPrivateMessage(transaction, actor, input.idempotencyKey);
  const thread = await enterPrivateThread(context, transaction, input.threadId);
  mustWriteIn(context, thread);
  if (sent !== null) return sentAgain(sent, input);
  mustBeInUse(thread);
  await mustNotLoop(transaction, actor, thread.id);
  const message = {
    id: context.ids.company('pms', context.company),
    threadId: thread.id,
    body: input.body,
    createdAt: context.now(),
    replyToId: await answered(transaction, input),
    onBehalfOfId: await represented(context, transaction),
  };
  const mentionIds = await mentioned(context, transaction, input.mentionIds ?? []);
  const { idempotencyKey } = input;
  const posted = await appendPrivateMessage(transaction, actor, message, { mentionIds, idempotencyKey });
  const event = {
    kind: 'MESSAGE_POSTED',
    at: posted.createdAt,
    actorId: actor.id,
    messageId: posted.id,
  } as const;
  await appendPrivateEvent(transaction, { threadId: thread.id, ...event });
  return posted;
}

function sentAgain(sent: SentPrivateMessage, input: PrivateMessageInput): PrivateMessageRow {
  if (isSamePrivateMessage(sent, input)) return sent;
  throw new Refusal('CONFLICT', 'You have sent another message with this idempotency key.', 'idempotencyKey');
}

async function mustNotLoop(transaction: Transaction, actor: Actor, threadId: string): Promise<void> {
  if (actor.kind === 'agent' && (await isPrivateAgentLoop(transaction, threadId)))
    throw new Refusal('AGENT_LOOP', 'Too many messages of agents in a row: a person has to speak first.');
}

async function answered(
  transaction: Transaction,
  { replyToId, threadId }: PrivateMessageInput,
): Promise<string | null> {
  if (replyToId == null) return null;
  const found = await findPrivateMessage(transaction, replyToId);
  if (found?.threadId === threadId) return found.id;
  throw new Refusal('NOT_FOUND', 'There is no such message in the thread.', 'replyToId');
}

async function represented({ principal }: Context, transaction: Transaction): Promise<string | null> {
  if (principal.kind !== 'own' || principal.actingFor === undefined) return null;
  const person = await presentPersonBySubject(transaction, principal.actingFor);
  if (person !== null) return person;
  throw new Refusal(
    'NOT_PERMITTED',
    'The agent acts for somebody who does not work for the company: it cannot speak for them.',
  );
}

async function mentioned(
  { company }: Context,
  transaction: Transaction,
  ids: readonly string[],
): Promise<string[]> {
  const wanted = [...new Set(ids)];
  const found = areColleagues(wanted, company) ? await presentColleagues(transaction, wanted) : new Set();
  if (wanted.every((id) => found.has(id))) return wanted;
  throw new Refusal('NOT_FOUND', 'There is no such colleague.', 'mentionIds');
}
