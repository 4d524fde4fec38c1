import { Prisma } from '#prisma/shared/client/client.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import { messageIsReadable } from '../access/readable.ts';
import type { Transaction } from '../database.ts';
import { MESSAGE_COLUMNS, presentText, type MessageRow } from '../messages/message-store.ts';
import type { HitKey, SearchScope } from './search-rules.ts';

/** A message that was found. */
export interface HitRow extends MessageRow {
  readonly snippet: string;
  readonly rank: number;
}

/** Plain marks: what shows a snippet escapes it as it does any text. PostgreSQL leaves tags out of it. */
const SNIPPET = 'StartSel=«, StopSel=», MaxWords=30, MinWords=12, ShortWord=0';

/**
 * A page of the messages whose present text, as the company reads it, fits the query; best first, newest among equals.
 *
 * The configuration is `simple`: companies write in their own languages, and names, numbers and codes are to be found as
 * they are written; a stemmer of one language mangles the others. The words of each text are a stored column. There is no
 * GIN index on it: PostgreSQL does not use one beneath row-level security, since `@@` is not leakproof. What bounds a
 * search is what the company may read, which the index of team and sequence finds.
 */
export function searchMessages(
  company: string,
  transaction: Transaction,
  { query, teamId, threadId }: SearchScope,
  page: PageRequest<string>,
  after: HitKey | null,
): Promise<HitRow[]> {
  const inTeam = teamId === null ? Prisma.sql`TRUE` : Prisma.sql`m.team_id = ${teamId}`;
  const inThread = threadId === null ? Prisma.sql`TRUE` : Prisma.sql`m.thread_id = ${threadId}`;
  const beyond =
    after === null
      ? Prisma.sql`TRUE`
      : Prisma.sql`(found.rank, found.sequence, found.id) < (${after.rank}::float8, ${after.sequence}::int, ${after.id}::text)`;
  return transaction.$queryRaw<HitRow[]>`
    WITH asked AS MATERIALIZED (SELECT websearch_to_tsquery('simple', ${query}) AS query)
    SELECT hit.*, ts_headline('simple', hit.body, asked.query, ${SNIPPET}) AS snippet
    FROM asked CROSS JOIN LATERAL (
      SELECT found.* FROM (
        SELECT ${MESSAGE_COLUMNS}, ts_rank_cd(COALESCE(rv.search, m.search), asked.query)::float8 AS rank
        FROM messages AS m ${presentText(company)}
        WHERE m.team_id IN (SELECT s.team_id FROM team_slugs AS s WHERE s.company_slug = ${company})
          AND ${inTeam} AND ${inThread} AND m.redacted_at IS NULL AND h.message_id IS NULL
          AND COALESCE(rv.search, m.search) @@ asked.query AND ${messageIsReadable(company)}) AS found
      WHERE ${beyond}
      ORDER BY found.rank DESC, found.sequence DESC, found.id DESC LIMIT ${page.limit + 1}) AS hit
    ORDER BY hit.rank DESC, hit.sequence DESC, hit.id DESC`;
}
