import { isIdOf } from '#schema/wire/ids.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { presentBySubject, presentParticipants } from '../participants/present-participant-store.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { enterThread, mustHaveVoice, visibleThread, type ThreadScene } from '../threads/thread-scene.ts';
import { shareState } from '../shares/share-rules.ts';
import { readSharesById } from '../shares/share-store.ts';
import { appendMessage } from './message-appending.ts';
import { isSameMessage, messageInputErrors, type MessageInput } from './message-rules.ts';
import {
  findSentMessage,
  isAgentLoop,
  readMessagesById,
  type MessageRow,
  type SentMessage,
} from './message-store.ts';

/** Appends a message to a thread of a team in which the caller is a participant; sent again, it is found. */
export async function postMessage(context: Context, input: MessageInput): Promise<Outcome<MessageRow>> {
  return outcomeOf(messageInputErrors(input, context.caller.kind), () =>
    context.write((transaction) => writeMessage(context, transaction, input)),
  );
}

async function writeMessage(
  context: Context,
  transaction: Transaction,
  input: MessageInput,
): Promise<MessageRow> {
  const thread = await visibleThread(context.company, transaction, input.threadId);
  const scene = await enterThread(context, transaction, thread);
  const sent = await findSentMessage(
    transaction,
    { id: scene.writer.id, teamId: thread.teamId },
    input.idempotencyKey,
  );
  if (sent !== null) return sentAgain(context.company, transaction, sent, input);
  mustHaveVoice(scene);
  await mustNotLoop(context, transaction, thread.id);
  return appendMessage(context, transaction, {
    teamId: thread.teamId,
    threadId: thread.id,
    authorId: scene.writer.id,
    body: input.body,
    kind: input.kind ?? 'TEXT',
    idempotencyKey: input.idempotencyKey,
    replyToId: await answered(context.company, transaction, input),
    onBehalfOfId: await represented(context, transaction, thread.teamId),
    mentionIds: await mentioned(transaction, scene, input.mentionIds ?? []),
    shareIds: await shown(context, transaction, thread.teamId, input.shareIds ?? []),
  });
}

async function mustNotLoop(context: Context, transaction: Transaction, threadId: string): Promise<void> {
  if (context.caller.kind === 'AGENT' && (await isAgentLoop(transaction, threadId)))
    throw new Refusal('AGENT_LOOP', 'Too many messages of agents in a row: a person has to speak first.');
}

async function answered(
  company: string,
  transaction: Transaction,
  input: MessageInput,
): Promise<string | null> {
  const { replyToId, threadId } = input;
  if (replyToId == null) return null;
  const [found] = isIdOf(replyToId, 'msg') ? await readMessagesById(company, transaction, [replyToId]) : [];
  if (found?.threadId === threadId) return found.id;
  throw new Refusal('NOT_FOUND', 'There is no such message in the thread.', 'replyToId');
}

async function represented(
  context: Context,
  transaction: Transaction,
  teamId: string,
): Promise<string | null> {
  const { actingFor, company } = context;
  if (actingFor === null) return null;
  const found = await presentBySubject(company, transaction, teamId, actingFor);
  if (found !== null) return found.id;
  const message =
    'The agent acts for somebody who is no participant of the team: it cannot speak for them here.';
  throw new Refusal('NOT_PERMITTED', message);
}

/** Only who reads the thread is addressed: on a restricted one its roster, otherwise the team's participants. */
async function mentioned(
  transaction: Transaction,
  { thread, standing, roster }: ThreadScene,
  ids: readonly string[],
): Promise<string[]> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const reading = new Set(roster.map(({ participantId }) => participantId));
  const present = await presentParticipants(transaction, thread.teamId, wanted);
  const found = new Set(present.map(({ id }) => id));
  if (wanted.every((id) => found.has(id) && (standing.visibility === 'OPEN' || reading.has(id))))
    return wanted;
  throw new Refusal('NOT_FOUND', 'There is no such participant in the thread.', 'mentionIds');
}

/** What the caller's company shares with the team and has not taken back. */
async function shown(
  context: Context,
  transaction: Transaction,
  teamId: string,
  ids: readonly string[],
): Promise<string[]> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const own = wanted.filter((id) => isIdOf(id, 'shr', context.company));
  const shares = await readSharesById(context.company, transaction, own);
  const standing = shares.filter(
    (share) => share.teamId === teamId && shareState(share, context.now()) === 'ACTIVE',
  );
  if (standing.length === wanted.length) return wanted;
  throw new Refusal('NOT_FOUND', 'Your company has no such share in the team, or it is over.', 'shareIds');
}

async function sentAgain(
  company: string,
  transaction: Transaction,
  sent: SentMessage,
  input: MessageInput,
): Promise<MessageRow> {
  const [found] = isSameMessage(sent, input) ? await readMessagesById(company, transaction, [sent.id]) : [];
  if (found !== undefined) return found;
  const message = 'You have sent another message with this idempotency key.';
  throw new Refusal('CONFLICT', message, 'idempotencyKey');
}
