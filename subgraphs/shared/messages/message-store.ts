import { Prisma } from '#prisma/shared/client/client.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import { sequenceWindow } from '../access/page-window.ts';
import {
  heardRanges,
  messageIsReadable,
  messageRevisionIsReadable,
  readableRanges,
} from '../access/readable.ts';
import type { Transaction } from '../database.ts';

/** See the SDL's `MessageKind`. */
export type MessageKind = 'TEXT' | 'SYSTEM' | 'AGENT_STATUS';

/** A message as one company reads it. */
export interface MessageRow {
  readonly id: string;
  readonly teamId: string;
  readonly threadId: string;
  readonly sequence: number;
  readonly kind: MessageKind;
  /** Empty when it is redacted or hidden. */
  readonly body: string;
  readonly authorId: string;
  readonly onBehalfOfId: string | null;
  readonly replyToId: string | null;
  /** As `sealAttribution` keeps it, and its salt; null with `body` empty, and for what nobody said before. */
  readonly attribution: string | null;
  readonly attributionSalt: string | null;
  readonly createdAt: Date;
  readonly editedAt: Date | null;
  readonly redactedAt: Date | null;
  /** Whether its text went because its time was over. */
  readonly expired: boolean;
  /** Whether the reading company has hidden it from itself. */
  readonly hidden: boolean;
}

/** The columns of a `MessageRow`, of `m` with {@link presentText}. */
export const MESSAGE_COLUMNS = Prisma.sql`m.id, m.team_id AS "teamId", m.thread_id AS "threadId", m.sequence,
  m.kind::text AS kind, CASE WHEN h.message_id IS NULL THEN COALESCE(rv.body, m.body) ELSE '' END AS body,
  m.author_id AS "authorId", m.on_behalf_of_id AS "onBehalfOfId", m.reply_to_id AS "replyToId",
  CASE WHEN h.message_id IS NULL THEN m.attribution END AS attribution,
  CASE WHEN h.message_id IS NULL THEN m.attribution_salt END AS "attributionSalt",
  m.created_at AS "createdAt", rv.at AS "editedAt", m.redacted_at AS "redactedAt",
  m.expired, h.message_id IS NOT NULL AS hidden`;

/** The text that a company reads of `m` as `rv`, when it is not the original; and as `h`, whether it hides the message. */
export function presentText(company: string): Prisma.Sql {
  return Prisma.sql`LEFT JOIN LATERAL (
      SELECT rv.body, rv.at, rv.search FROM message_revisions AS rv
      WHERE m.is_edited AND rv.message_id = m.id AND ${messageRevisionIsReadable(company)}
      ORDER BY rv.sequence DESC LIMIT 1) AS rv ON TRUE
    LEFT JOIN hidden_messages AS h ON h.message_id = m.id AND h.company_slug = ${company}`;
}

/** Those of the messages that the company may read, in no order. Looks into every part: where the team is known, {@link readMessagesOfTeam}. */
export function readMessagesById(
  company: string,
  transaction: Transaction,
  ids: readonly string[],
): Promise<MessageRow[]> {
  const named = Prisma.sql`(SELECT * FROM messages AS m WHERE m.id = ANY(${[...ids]}::text[]))`;
  return readMessages(company, transaction, named);
}

/** Those of the team's messages that the company may read, in no order. Looks into that team's part alone. */
export function readMessagesOfTeam(
  company: string,
  transaction: Transaction,
  teamId: string,
  ids: readonly string[],
): Promise<MessageRow[]> {
  const named = Prisma.sql`messages_of_team(${teamId}, ${[...ids]}::text[])`;
  return readMessages(company, transaction, named);
}

function readMessages(company: string, transaction: Transaction, named: Prisma.Sql): Promise<MessageRow[]> {
  return transaction.$queryRaw<MessageRow[]>`
    SELECT ${MESSAGE_COLUMNS} FROM ${named} AS m ${presentText(company)} WHERE ${messageIsReadable(company)}`;
}

/** The same page of each thread's messages, by sequence, in one statement. */
export function readMessagesOfThreads(
  company: string,
  transaction: Transaction,
  threadIds: readonly string[],
  page: PageRequest<number>,
): Promise<MessageRow[]> {
  const { from, to, order, limit } = sequenceWindow(page, Prisma.sql`m.sequence`);
  return transaction.$queryRaw<MessageRow[]>`
    SELECT ${MESSAGE_COLUMNS} FROM unnest(${[...threadIds]}::text[]) AS parent (id) CROSS JOIN LATERAL (
      SELECT m.* FROM threads AS th JOIN ${readableRanges(company)} AS i ON i.team_id = th.team_id
      CROSS JOIN LATERAL messages_between(th.team_id, th.id, GREATEST(i.from_sequence, ${from}),
        LEAST(i.to_sequence, ${to}), ${heardRanges(company)}, ${page.backward}, ${page.limit + 1}::int) AS m
      WHERE th.id = parent.id ${order} ${limit}) AS m
    ${presentText(company)} ${order}`;
}

/** A message as it was sent. */
export interface SentMessage {
  readonly id: string;
  readonly threadId: string;
  readonly body: string;
  readonly kind: MessageKind;
  readonly replyToId: string | null;
  readonly redactedAt: Date | null;
}

/** What a participant has sent under an idempotency key. */
export function findSentMessage(
  transaction: Transaction,
  { id: authorId, teamId }: { readonly id: string; readonly teamId: string },
  idempotencyKey: string,
): Promise<SentMessage | null> {
  const select = { id: true, threadId: true, body: true, kind: true, replyToId: true, redactedAt: true };
  return transaction.message.findUnique({
    where: { authorId_idempotencyKey_teamId: { authorId, idempotencyKey, teamId } },
    select,
  });
}

/** A new message, and what its readers are not told. */
export interface WrittenMessage {
  readonly row: MessageRow;
  readonly secret: { readonly idempotencyKey: string; readonly bodySalt: string };
}

/**
 * Whether no message of any team has one of the ids, and none gets one before the transaction ends. For ids that a
 * company chose: a key of the table holds within a team alone.
 */
export async function messageIdsAreFree(transaction: Transaction, ids: readonly string[]): Promise<boolean> {
  const [found] = await transaction.$queryRaw<{ free: boolean }[]>`
    SELECT app_message_ids_are_free(${[...ids]}::text[]) AS free`;
  return found?.free ?? false;
}

/** Adds messages, each at the sequence of its event. Answers how many: an id twice is added once. */
export async function insertMessages(
  transaction: Transaction,
  messages: readonly WrittenMessage[],
): Promise<number> {
  const data = messages.map(({ row, secret }) => {
    const { id, teamId, threadId, sequence, kind, body, authorId, onBehalfOfId, replyToId, createdAt } = row;
    const { attribution, attributionSalt } = row;
    const said = { id, teamId, threadId, sequence, kind, body, attribution, attributionSalt, createdAt };
    return { ...said, authorId, onBehalfOfId, replyToId, ...secret };
  });
  const { count } = await transaction.message.createMany({ data, skipDuplicates: true });
  return count;
}

/** Has a message address participants. */
export async function insertMentions(
  transaction: Transaction,
  { id: messageId, teamId }: Pick<MessageRow, 'id' | 'teamId'>,
  participantIds: readonly string[],
): Promise<void> {
  if (participantIds.length === 0) return;
  const data = participantIds.map((participantId) => ({ messageId, participantId, teamId }));
  await transaction.messageMention.createMany({ data });
}

/** Whether the thread's latest messages are all of agents, as many as the team allows in a row. Read it under the team's lock. */
export async function isAgentLoop(transaction: Transaction, threadId: string): Promise<boolean> {
  const [found] = await transaction.$queryRaw<{ loop: boolean }[]>`
    SELECT count(*) FILTER (WHERE latest.kind = 'AGENT') >= t.agent_loop_limit AS loop
    FROM threads AS th JOIN teams AS t ON t.id = th.team_id CROSS JOIN LATERAL (
      SELECT p.kind FROM messages AS m JOIN participants AS p ON p.id = m.author_id
      WHERE m.team_id = th.team_id AND m.thread_id = th.id AND m.kind <> 'SYSTEM'
      ORDER BY m.sequence DESC LIMIT t.agent_loop_limit) AS latest
    WHERE th.id = ${threadId} GROUP BY t.agent_loop_limit`;
  return found?.loop ?? false;
}
