import { Prisma } from '#prisma/company/client/client.ts';
import type { Database } from '../database.ts';
import type { KnowledgeHit, KnowledgeQuestion, KnowledgeRanker } from './ranker.ts';
import { MARK, snippetParts } from './search-rules.ts';

/** More matches are not ranked: a word that is everywhere says nothing, and reading all of them costs seconds. */
const MOST_RANKED = 10_000;
/** What stands between the marks is a match. A snippet is one stretch of the passage. */
const SNIPPET = `StartSel=${MARK.start}, StopSel=${MARK.stop}, MaxWords=40, MinWords=20, ShortWord=0`;
/** rank / (rank + 1): below 1, and comparable from page to page. */
const BELOW_ONE = 32;

interface Found {
  readonly documentId: string;
  readonly rank: number;
  readonly headings: string;
  readonly passage: string;
  readonly marked: string;
}

/**
 * Ranks by PostgreSQL's full text: how close the words of the query stand together in a passage (cover density), words
 * of the title counting most and those of the headings next. A document counts by its best passage.
 *
 * @param mostRanked how many matching passages are ranked; of more, those that the table has first
 */
export function createFullTextRanker(db: Database, mostRanked = MOST_RANKED): KnowledgeRanker {
  return {
    async rank(question) {
      const rows = await db.$queryRaw<Found[]>(statement(question, mostRanked));
      return rows.map(hitOf);
    },
  };
}

function hitOf({ documentId, rank, headings, passage, marked }: Found): KnowledgeHit {
  const trail = headings === '' ? [] : headings.split('\n');
  return { documentId, rank, headings: trail, passage, snippet: snippetParts(marked) };
}

function statement({ query, sourceIds, after, limit }: KnowledgeQuestion, mostRanked: number): Prisma.Sql {
  const within =
    sourceIds === 'all' ? Prisma.sql`TRUE` : Prisma.sql`p.source_id = ANY(${[...sourceIds]}::text[])`;
  const beyond =
    after === null
      ? Prisma.sql`TRUE`
      : Prisma.sql`(best.rank, best.document_id) < (${after.rank}::float8, ${after.documentId}::text)`;
  return Prisma.sql`
    WITH asked AS MATERIALIZED (SELECT websearch_to_tsquery('english', ${query}) AS query),
    matches AS MATERIALIZED (
      SELECT p.document_id, p.ordinal, p.search FROM passages AS p
      WHERE p.search @@ (SELECT query FROM asked) AND ${within}
      LIMIT ${mostRanked}),
    best AS (
      SELECT DISTINCT ON (document_id) document_id, ordinal,
        ts_rank_cd(search, (SELECT query FROM asked), ${BELOW_ONE}::int)::float8 AS rank
      FROM matches ORDER BY document_id, rank DESC, ordinal),
    page AS MATERIALIZED (
      SELECT best.* FROM best WHERE ${beyond} ORDER BY best.rank DESC, best.document_id DESC LIMIT ${limit})
    SELECT page.document_id AS "documentId", page.rank, p.headings, p.body AS passage,
           ts_headline('english', p.body, asked.query, ${SNIPPET}) AS marked
    FROM page JOIN passages AS p ON p.document_id = page.document_id AND p.ordinal = page.ordinal CROSS JOIN asked
    ORDER BY page.rank DESC, page.document_id DESC`;
}
