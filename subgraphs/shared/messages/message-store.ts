import { Prisma } from '#prisma/shared/client/client.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import { pageWindow } from '../access/page-window.ts';
import { messageIsReadable, readableRanges } from '../access/readable.ts';
import type { Transaction } from '../database.ts';

/** A message. */
export interface MessageRow {
  readonly id: string;
  readonly teamId: string;
  readonly threadId: string;
  readonly sequence: number;
  readonly body: string;
  readonly authorId: string;
  readonly createdAt: Date;
}

const COLUMNS = Prisma.sql`m.id, m.team_id AS "teamId", m.thread_id AS "threadId", m.sequence, m.body,
  m.author_id AS "authorId", m.created_at AS "createdAt"`;

/** Those of the messages that the company may read, in no order. */
export function readMessagesById(
  company: string,
  transaction: Transaction,
  ids: readonly string[],
): Promise<MessageRow[]> {
  return transaction.$queryRaw<MessageRow[]>`
    SELECT ${COLUMNS} FROM messages AS m
    WHERE m.id = ANY(${[...ids]}::text[]) AND ${messageIsReadable(company)}`;
}

/** The same page of each thread's messages, by sequence, in one statement. */
export function readMessagesOfThreads(
  company: string,
  transaction: Transaction,
  threadIds: readonly string[],
  page: PageRequest<number>,
): Promise<MessageRow[]> {
  const { within, order, limit } = pageWindow(page, Prisma.sql`m.sequence`);
  return transaction.$queryRaw<MessageRow[]>`
    SELECT ${COLUMNS} FROM unnest(${[...threadIds]}::text[]) AS parent (id) CROSS JOIN LATERAL (
      SELECT m.* FROM threads AS th JOIN ${readableRanges(company)} AS i ON i.team_id = th.team_id
      CROSS JOIN LATERAL (
        SELECT * FROM messages AS m
        WHERE m.thread_id = th.id AND m.sequence BETWEEN i.from_sequence AND i.to_sequence AND ${within}
        ${order} ${limit}) AS m
      WHERE th.id = parent.id ${order} ${limit}) AS m
    ${order}`;
}

/** What a participant has sent under an idempotency key. */
export async function findSentMessage(
  transaction: Transaction,
  authorId: string,
  idempotencyKey: string,
): Promise<MessageRow | null> {
  const where = { authorId_idempotencyKey: { authorId, idempotencyKey } };
  return transaction.message.findUnique({ where, omit: { idempotencyKey: true, bodySalt: true } });
}

/** Adds a message at the sequence of its event. */
export async function insertMessage(
  transaction: Transaction,
  message: MessageRow,
  hidden: { readonly idempotencyKey: string; readonly bodySalt: string },
): Promise<void> {
  await transaction.message.create({ data: { ...message, ...hidden } });
}
