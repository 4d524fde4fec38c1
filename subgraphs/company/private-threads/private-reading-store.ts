import { Prisma } from '#prisma/company/client/client.ts';
import type { OwnPrincipal, Principal } from '../access/principal-rules.ts';
import type { Database, Transaction } from '../database.ts';
import { messageIsReadable } from './private-message-store.ts';

/** How many unread messages are counted at most: more is more. */
const MOST_UNREAD = 1_000;

/** How many messages of a thread the caller has not read. */
export interface PrivateUnreadRow {
  readonly threadId: string;
  readonly unread: number;
}

/** Reads how far callers have read. */
export interface PrivateReadingStore {
  /** The unread messages of the threads: readable, by others, with a text. One statement. */
  unread(principal: Principal, threadIds: readonly string[]): Promise<PrivateUnreadRow[]>;
}

/** Reads read markers from the company's database. */
export function createPrivateReadingStore(db: Database): PrivateReadingStore {
  return {
    async unread(principal, threadIds) {
      if (principal.kind !== 'own') return [];
      return db.$queryRaw<PrivateUnreadRow[]>`
        WITH reader AS (${readerOf(principal)})
        SELECT asked.id AS "threadId", unread.count::int AS unread
        FROM unnest(${[...threadIds]}::text[]) AS asked (id)
        LEFT JOIN private_read_markers AS mark
          ON mark.thread_id = asked.id AND mark.reader_id = (SELECT id FROM reader)
        CROSS JOIN LATERAL (SELECT count(*) FROM (
          SELECT FROM private_messages AS m
          WHERE m.thread_id = asked.id AND m.sequence > COALESCE(mark.sequence, 0) AND m.redacted_at IS NULL
            AND COALESCE(m.author_agent_id, m.author_person_id) IS DISTINCT FROM (SELECT id FROM reader)
            AND ${messageIsReadable(principal)}
          LIMIT ${MOST_UNREAD}) AS counted) AS unread`;
    },
  };
}

function readerOf({ callerKind, subject }: OwnPrincipal): Prisma.Sql {
  return callerKind === 'agent'
    ? Prisma.sql`SELECT id FROM agents WHERE subject = ${subject}`
    : Prisma.sql`SELECT id FROM people WHERE subject = ${subject}`;
}

/** Sets how far somebody has read a thread, and no further than it goes: what comes is unread. */
export async function putPrivateReadMarker(
  transaction: Transaction,
  { threadId, readerId, sequence, at }: PrivateReadMarkerRow,
): Promise<void> {
  await transaction.$executeRaw`
    INSERT INTO private_read_markers (thread_id, reader_id, sequence, at)
    SELECT ${threadId}::text, ${readerId}::text, LEAST(${sequence}::int, COALESCE(max(m.sequence), 0)), ${at}::timestamptz
    FROM private_messages AS m WHERE m.thread_id = ${threadId}
    ON CONFLICT (thread_id, reader_id) DO UPDATE SET sequence = EXCLUDED.sequence, at = EXCLUDED.at`;
}

interface PrivateReadMarkerRow {
  readonly threadId: string;
  /** An agent's or a person's. */
  readonly readerId: string;
  readonly sequence: number;
  readonly at: Date;
}
