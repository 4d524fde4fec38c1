import { Prisma } from '#prisma/company/client/client.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Database } from '../database.ts';
import { MARK } from '../knowledge/search-rules.ts';
import { MESSAGE_COLUMNS, messageIsReadable, type PrivateMessageRow } from './private-message-store.ts';
import { readPrivateHitKey, type PrivateSearch } from './private-search-rules.ts';

/** An internal message that was found. */
export interface PrivateHitRow extends PrivateMessageRow {
  /** With the marks around what was found. */
  readonly headline: string;
  readonly rank: number;
}

/** Searches what was said internally. */
export interface PrivateSearchStore {
  /** Up to `limit + 1` of the messages that the principal may read and whose present text fits; best first. */
  search(principal: Principal, search: PrivateSearch, page: PageRequest<string>): Promise<PrivateHitRow[]>;
}

const HEADLINE = `StartSel=${MARK.start}, StopSel=${MARK.stop}, MaxWords=30, MinWords=12, ShortWord=0`;

/** Searches the company's database. The configuration is `simple`, as in the shared layer: words are found as they are written. */
export function createPrivateSearchStore(db: Database): PrivateSearchStore {
  return {
    async search(principal, { query, threadId }, page) {
      if (principal.kind !== 'own') return [];
      const inThread = threadId === null ? Prisma.sql`TRUE` : Prisma.sql`m.thread_id = ${threadId}`;
      return db.$queryRaw<PrivateHitRow[]>`
        WITH asked AS MATERIALIZED (SELECT websearch_to_tsquery('simple', ${query}) AS query)
        SELECT hit.*, ts_headline('simple', hit.body, asked.query, ${HEADLINE}) AS headline
        FROM asked CROSS JOIN LATERAL (
          SELECT found.* FROM (
            SELECT ${MESSAGE_COLUMNS}, ts_rank_cd(m.search, asked.query)::float8 AS rank
            FROM private_messages AS m
            WHERE m.search @@ asked.query AND m.redacted_at IS NULL
              AND ${inThread} AND ${messageIsReadable(principal)}) AS found
          WHERE ${isBeyond(page.after)}
          ORDER BY found.rank DESC, found.id DESC LIMIT ${page.limit + 1}) AS hit
        ORDER BY hit.rank DESC, hit.id DESC`;
    },
  };
}

function isBeyond(cursor: string | null): Prisma.Sql {
  const after = cursor === null ? null : readPrivateHitKey(cursor);
  return after === null
    ? Prisma.sql`TRUE`
    : Prisma.sql`(found.rank, found.id) < (${after.rank}::float8, ${after.id}::text)`;
}
