import { Prisma } from '#prisma/company/client/client.ts';
import type { Connection, PageRequest } from '#subgraphs/kit/connection.ts';
import type { Principal } from '../access/principal-rules.ts';
import { onlyAllowed, readablePrivateThreads } from '../access/reach-rules.ts';
import type { Database } from '../database.ts';
import type { Authored } from '../people/colleague-rules.ts';

/** One entry of an internal thread, with its present text. */
export interface PrivateMessageRow extends Authored {
  readonly id: string;
  readonly threadId: string;
  readonly sequence: number;
  /** Empty when it is redacted. */
  readonly body: string;
  readonly createdAt: Date;
  readonly editedAt: Date | null;
  readonly redactedAt: Date | null;
  readonly replyToId: string | null;
  readonly onBehalfOfId: string | null;
}
/** A page of an internal thread. */
export type PrivateMessagePage = Connection<PrivateMessageRow>;

/** The columns of a `PrivateMessageRow`, of `m`. */
export const MESSAGE_COLUMNS = Prisma.sql`m.id, m.thread_id AS "threadId", m.sequence, m.body,
  m.created_at AS "createdAt", m.edited_at AS "editedAt", m.redacted_at AS "redactedAt",
  m.reply_to_id AS "replyToId", m.on_behalf_of_id AS "onBehalfOfId",
  m.author_agent_id AS "authorAgentId", m.author_person_id AS "authorPersonId"`;

/** Reads internal messages. All of it is the own company's: others get nothing, and its agents what they may read. */
export interface PrivateMessageStore {
  /** The messages of those ids, in any order. */
  byIds(principal: Principal, ids: readonly string[]): Promise<PrivateMessageRow[]>;
  /** Up to `limit + 1` messages of each thread between the page's sequences; from the end when `backward`. */
  ofThreads(
    principal: Principal,
    threadIds: readonly string[],
    page: PageRequest<number>,
  ): Promise<PrivateMessageRow[]>;
}

/** Reads internal messages from the company's database. */
export function createPrivateMessageStore(db: Database): PrivateMessageStore {
  return {
    async byIds(principal, ids) {
      if (principal.kind !== 'own') return [];
      return db.$queryRaw<PrivateMessageRow[]>`
        SELECT ${MESSAGE_COLUMNS} FROM private_messages AS m
        WHERE m.id = ANY(${[...ids]}::text[]) AND ${messageIsReadable(principal)}`;
    },
    async ofThreads(principal, threadIds, page) {
      if (principal.kind !== 'own') return [];
      const readable = onlyAllowed(readablePrivateThreads(principal), threadIds);
      return db.$queryRaw<PrivateMessageRow[]>(pageOfEach(readable, page));
    },
  };
}

/** Whether the principal may read the message `m`. */
export function messageIsReadable(principal: Principal): Prisma.Sql {
  const readable = readablePrivateThreads(principal);
  return readable === 'all' ? Prisma.sql`TRUE` : Prisma.sql`m.thread_id = ANY(${[...readable]}::text[])`;
}

const LAST_SEQUENCE = 2 ** 31 - 1;

// One statement for any number of threads, each read from its index only as far as its page goes.
function pageOfEach(threadIds: readonly string[], page: PageRequest<number>): Prisma.Sql {
  const last = page.before === null ? LAST_SEQUENCE : page.before - 1;
  const direction = page.backward ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  return Prisma.sql`
    SELECT ${MESSAGE_COLUMNS}
    FROM unnest(${[...threadIds]}::text[]) AS asked (thread_id)
    CROSS JOIN LATERAL (
      SELECT * FROM private_messages AS message
      WHERE message.thread_id = asked.thread_id
        AND message.sequence > ${page.after ?? 0} AND message.sequence <= ${last}
      ORDER BY message.sequence ${direction}
      LIMIT ${page.limit + 1}
    ) AS m
    ORDER BY m.sequence ${direction}`;
}
