import { Prisma, type PrivateMessage } from '#prisma/company/client/client.ts';
import type { Connection, PageRequest } from '#subgraphs/kit/connection.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Database } from '../database.ts';

/** One entry of an internal thread. */
export type PrivateMessageRow = PrivateMessage;
/** A page of an internal thread. */
export type PrivateMessagePage = Connection<PrivateMessageRow>;

/** Reads internal messages. All of it is the own company's: others get nothing. */
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
      return db.privateMessage.findMany({ where: { id: { in: [...ids] } } });
    },
    async ofThreads(principal, threadIds, page) {
      if (principal.kind !== 'own') return [];
      return db.$queryRaw<PrivateMessageRow[]>(pageOfEach(threadIds, page));
    },
  };
}

const LAST_SEQUENCE = 2 ** 31 - 1;

// One statement for any number of threads, each read from its index only as far as its page goes.
function pageOfEach(threadIds: readonly string[], page: PageRequest<number>): Prisma.Sql {
  const last = page.before === null ? LAST_SEQUENCE : page.before - 1;
  const direction = page.backward ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  return Prisma.sql`
    SELECT page.id, page.thread_id AS "threadId", page.sequence, page.body, page.created_at AS "createdAt",
           page.author_agent_id AS "authorAgentId", page.author_person_id AS "authorPersonId"
    FROM unnest(${[...threadIds]}::text[]) AS asked (thread_id)
    CROSS JOIN LATERAL (
      SELECT * FROM private_messages AS message
      WHERE message.thread_id = asked.thread_id
        AND message.sequence > ${page.after ?? 0} AND message.sequence <= ${last}
      ORDER BY message.sequence ${direction}
      LIMIT ${page.limit + 1}
    ) AS page
    ORDER BY page.sequence ${direction}`;
}
