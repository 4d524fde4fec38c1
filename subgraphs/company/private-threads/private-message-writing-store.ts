import type { Actor } from '../access/action-rules.ts';
import type { Transaction } from '../database.ts';
import type { PrivateReactionRow } from './private-message-parts-store.ts';
import { MESSAGE_COLUMNS, type PrivateMessageRow } from './private-message-store.ts';

/** A message with the text that it was sent with. */
export interface SentPrivateMessage extends PrivateMessageRow {
  readonly originalBody: string;
}

/** A message that has been judged, and has no place in its thread yet. */
export type NewPrivateMessage = Omit<
  PrivateMessageRow,
  'sequence' | 'editedAt' | 'redactedAt' | 'authorAgentId' | 'authorPersonId'
>;

/** The message of that id, whoever may read it; null for none. */
export async function findPrivateMessage(
  transaction: Transaction,
  id: string,
): Promise<PrivateMessageRow | null> {
  const [found] = await transaction.$queryRaw<PrivateMessageRow[]>`
    SELECT ${MESSAGE_COLUMNS} FROM private_messages AS m WHERE m.id = ${id}`;
  return found ?? null;
}

/** What the author has said under an idempotency key; until the transaction ends nobody else writes as that author. */
export async function findSentPrivateMessage(
  transaction: Transaction,
  author: Actor,
  idempotencyKey: string,
): Promise<SentPrivateMessage | null> {
  if (author.kind === 'agent')
    await transaction.$queryRaw`SELECT id FROM agents WHERE id = ${author.id} FOR NO KEY UPDATE`;
  else await transaction.$queryRaw`SELECT id FROM people WHERE id = ${author.id} FOR NO KEY UPDATE`;
  const [found] = await transaction.$queryRaw<SentPrivateMessage[]>`
    SELECT ${MESSAGE_COLUMNS}, COALESCE(original.body, m.body) AS "originalBody"
    FROM private_messages AS m
    LEFT JOIN private_revisions AS original ON original.message_id = m.id AND original.number = 1
    WHERE m.idempotency_key = ${idempotencyKey}
      AND (m.author_agent_id = ${author.id} OR m.author_person_id = ${author.id})`;
  return found ?? null;
}

/** Adds a message at the end of its thread, whose lock is held. */
export async function appendPrivateMessage(
  transaction: Transaction,
  author: Actor,
  message: NewPrivateMessage,
  { idempotencyKey, mentionIds }: { idempotencyKey: string; mentionIds: readonly string[] },
): Promise<PrivateMessageRow> {
  const { _max } = await transaction.privateMessage.aggregate({
    where: { threadId: message.threadId },
    _max: { sequence: true },
  });
  const { agentId: authorAgentId, personId: authorPersonId } = colleagueColumns(author);
  const row = { ...message, sequence: (_max.sequence ?? 0) + 1, authorAgentId, authorPersonId };
  await transaction.privateMessage.create({ data: { ...row, idempotencyKey }, select: { id: true } });
  await transaction.privateMention.createMany({
    data: mentionIds.map((id, place) => ({ messageId: message.id, place, ...mentionColumns(id) })),
  });
  return { ...row, editedAt: null, redactedAt: null };
}

/** Whether the thread's latest messages are all of agents, as many as it allows in a row. Read it under the thread's lock. */
export async function isPrivateAgentLoop(transaction: Transaction, threadId: string): Promise<boolean> {
  const [found] = await transaction.$queryRaw<{ loop: boolean }[]>`
    SELECT count(latest.author_agent_id) >= t.agent_loop_limit AS loop
    FROM private_threads AS t LEFT JOIN LATERAL (
      SELECT m.author_agent_id FROM private_messages AS m
      WHERE m.thread_id = t.id ORDER BY m.sequence DESC LIMIT t.agent_loop_limit) AS latest ON TRUE
    WHERE t.id = ${threadId} GROUP BY t.agent_loop_limit`;
  return found?.loop ?? false;
}

/** Gives a message another text, and keeps the one before. */
export async function revisePrivateMessage(
  transaction: Transaction,
  { id, body: before, createdAt, editedAt }: PrivateMessageRow,
  body: string,
  at: Date,
): Promise<void> {
  const number = 1 + (await transaction.privateRevision.count({ where: { messageId: id } }));
  await transaction.privateRevision.create({
    data: { messageId: id, number, body: before, at: editedAt ?? createdAt },
  });
  await transaction.privateMessage.update({
    where: { id },
    data: { body, editedAt: at },
    select: { id: true },
  });
}

/** Takes a message's texts away for good, and whom it addressed. */
export async function erasePrivateMessage(transaction: Transaction, id: string, at: Date): Promise<void> {
  await transaction.privateRevision.deleteMany({ where: { messageId: id } });
  await transaction.privateMention.deleteMany({ where: { messageId: id } });
  const data = { redactedAt: at, body: '', editedAt: null };
  await transaction.privateMessage.update({ where: { id }, data, select: { id: true } });
}

/** The emojis that are on a message now, as many as there are. */
export async function presentPrivateReactions(
  transaction: Transaction,
  messageId: string,
): Promise<PrivateReactionRow[]> {
  const rows = await transaction.privateReaction.findMany({ where: { messageId } });
  return rows.map(({ emoji, agentId, personId }) => ({
    ...{ messageId, emoji },
    colleagueId: agentId ?? personId ?? '',
  }));
}

/** Adds an emoji of somebody's. */
export async function insertPrivateReaction(
  transaction: Transaction,
  actor: Actor,
  reaction: { readonly messageId: string; readonly emoji: string },
): Promise<void> {
  const data = { ...reaction, ...colleagueColumns(actor) };
  await transaction.privateReaction.create({ data, select: { emoji: true } });
}

/** Takes an emoji of somebody's away; false where it was not there. */
export async function deletePrivateReaction(
  transaction: Transaction,
  actor: Actor,
  reaction: { readonly messageId: string; readonly emoji: string },
): Promise<boolean> {
  const where = { ...reaction, ...colleagueColumns(actor) };
  const { count } = await transaction.privateReaction.deleteMany({ where });
  return count > 0;
}

function colleagueColumns({ kind, id }: Pick<Actor, 'kind' | 'id'>) {
  return kind === 'agent' ? { agentId: id, personId: null } : { agentId: null, personId: id };
}

function mentionColumns(id: string) {
  return colleagueColumns({ kind: id.startsWith('agt_') ? 'agent' : 'person', id });
}
