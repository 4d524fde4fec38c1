import { Prisma } from '#prisma/shared/client/client.ts';
import { messageIsHeard, readableRanges } from '../access/readable.ts';
import type { Transaction } from '../database.ts';

/** How many unread messages are counted at most: more is more. */
const MOST_UNREAD = 1_000;

/** How many messages of a thread one caller has not read. */
export interface UnreadRow {
  readonly threadId: string;
  readonly unread: number;
}

/** The place of the first message of a thread that one caller has not read. */
export interface UnreadFromRow {
  readonly threadId: string;
  readonly sequence: number;
}

/** How far the caller has read `th`, as `mark`. */
function readMark(company: string, subject: string): Prisma.Sql {
  return Prisma.sql`LEFT JOIN read_markers AS mark
    ON mark.thread_id = th.id AND mark.company_slug = ${company} AND mark.subject = ${subject}`;
}

/** Whether `m`, of `th` and within the range `i`, is unread: after `mark`, readable, by others, with a text. */
function isUnread(company: string, subject: string): Prisma.Sql {
  return Prisma.sql`m.team_id = th.team_id AND m.thread_id = th.id AND m.sequence BETWEEN i.from_sequence AND i.to_sequence
    AND m.sequence > CASE WHEN mark.sequence IS NULL THEN 0 ELSE mark.sequence END
    AND ${messageIsHeard(company)} AND m.redacted_at IS NULL
    AND NOT EXISTS (SELECT FROM participants AS p
      WHERE p.id = m.author_id AND p.company_slug = ${company} AND p.subject = ${subject})
    AND NOT EXISTS (SELECT FROM hidden_messages AS h WHERE h.message_id = m.id AND h.company_slug = ${company})`;
}

/** How many are unread in each of the threads for one caller of the company. One statement. */
export function readUnreadCounts(
  company: string,
  transaction: Transaction,
  threadIds: readonly string[],
  subject: string,
): Promise<UnreadRow[]> {
  return transaction.$queryRaw<UnreadRow[]>`
    SELECT th.id AS "threadId", unread.count::int AS unread
    FROM threads AS th ${readMark(company, subject)}
    CROSS JOIN LATERAL (SELECT count(*) FROM (
      SELECT FROM ${readableRanges(company)} AS i JOIN messages AS m ON ${isUnread(company, subject)}
      WHERE i.team_id = th.team_id LIMIT ${MOST_UNREAD}) AS counted) AS unread
    WHERE th.id = ANY(${[...threadIds]}::text[])`;
}

/** Where each of the threads goes on for one caller of the company, if it does. One statement. */
export function readUnreadFrom(
  company: string,
  transaction: Transaction,
  threadIds: readonly string[],
  subject: string,
): Promise<UnreadFromRow[]> {
  return transaction.$queryRaw<UnreadFromRow[]>`
    SELECT th.id AS "threadId", unread.sequence
    FROM threads AS th ${readMark(company, subject)}
    CROSS JOIN LATERAL (
      SELECT m.sequence FROM ${readableRanges(company)} AS i CROSS JOIN LATERAL (
        SELECT m.sequence FROM messages AS m WHERE ${isUnread(company, subject)}
        ORDER BY m.sequence LIMIT 1) AS m
      WHERE i.team_id = th.team_id ORDER BY m.sequence LIMIT 1) AS unread
    WHERE th.id = ANY(${[...threadIds]}::text[])`;
}

/** Sets how far a caller has read a thread. */
export async function putReadMarker(
  company: string,
  transaction: Transaction,
  marker: { threadId: string; teamId: string; subject: string; sequence: number; at: Date },
): Promise<void> {
  await transaction.$executeRaw(Prisma.sql`
    INSERT INTO read_markers (thread_id, team_id, company_slug, subject, sequence, at)
    VALUES (${marker.threadId}, ${marker.teamId}, ${company}, ${marker.subject}, ${marker.sequence}, ${marker.at})
    ON CONFLICT (thread_id, company_slug, subject) DO UPDATE SET sequence = EXCLUDED.sequence, at = EXCLUDED.at`);
}
