import { Prisma, type Document } from '#prisma/company/client/client.ts';
import type { Connection, PageRequest } from '#subgraphs/kit/connection.ts';
import type { Principal } from '../access/principal-rules.ts';
import { idsWhere, onlyAllowed, usableKnowledge } from '../access/reach-rules.ts';
import type { Database } from '../database.ts';

/** A document without its text, which is up to 5 MiB and read only where it is asked for. */
export type DocumentRow = Omit<Document, 'body'>;
/** A page of a source's documents. */
export type DocumentPage = Connection<DocumentRow>;

/** A document's text. */
export interface BodyRow {
  readonly id: string;
  readonly body: string;
}

/** What of a source's documents is asked for. */
export interface DocumentFilter {
  /** The name of the only one; null for all. */
  readonly name: string | null;
}

/** Reads documents. People of the own company see all, its agents those of the sources that they may use, others none. */
export interface DocumentStore {
  /** The documents of those ids, in any order. */
  byIds(principal: Principal, ids: readonly string[]): Promise<DocumentRow[]>;
  /** The texts of those documents, in any order. */
  bodies(principal: Principal, ids: readonly string[]): Promise<BodyRow[]>;
  /** How many documents each source has; none for a source without any. */
  counts(principal: Principal, sourceIds: readonly string[]): Promise<{ sourceId: string; count: number }[]>;
  /** Up to `limit + 1` documents of each source between the page's ids; from the end when `backward`. */
  ofSources(
    principal: Principal,
    sourceIds: readonly string[],
    page: PageRequest<string> & DocumentFilter,
  ): Promise<DocumentRow[]>;
}

/** Reads documents from the company's database. */
export function createDocumentStore(db: Database): DocumentStore {
  const readable = (principal: Principal, ids: readonly string[]) => ({
    id: { in: [...ids] },
    sourceId: idsWhere(usableKnowledge(principal)),
  });
  return {
    async byIds(principal, ids) {
      if (principal.kind !== 'own') return [];
      return db.document.findMany({ where: readable(principal, ids), omit: { body: true } });
    },
    async bodies(principal, ids) {
      if (principal.kind !== 'own') return [];
      return db.document.findMany({ where: readable(principal, ids), select: { id: true, body: true } });
    },
    async counts(principal, sourceIds) {
      if (principal.kind !== 'own') return [];
      const allowed = onlyAllowed(usableKnowledge(principal), sourceIds);
      const where = { sourceId: { in: allowed } };
      const groups = await db.document.groupBy({ by: ['sourceId'], where, _count: true });
      return groups.map(({ sourceId, _count }) => ({ sourceId, count: _count }));
    },
    async ofSources(principal, sourceIds, page) {
      if (principal.kind !== 'own') return [];
      const allowed = onlyAllowed(usableKnowledge(principal), sourceIds);
      return db.$queryRaw<DocumentRow[]>(pageOfEach(allowed, page));
    },
  };
}

// One statement for any number of sources, each read from its index only as far as its page goes.
function pageOfEach(sourceIds: readonly string[], page: PageRequest<string> & DocumentFilter): Prisma.Sql {
  const { after, before, name, backward, limit } = page;
  const direction = backward ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  return Prisma.sql`
    SELECT page.id, page.source_id AS "sourceId", page.name, page.title, page.media_type::text AS "mediaType",
           page.size, page.sha256, page.created_at AS "createdAt", page.updated_at AS "updatedAt",
           page.author_agent_id AS "authorAgentId", page.author_person_id AS "authorPersonId"
    FROM unnest(${[...sourceIds]}::text[]) AS asked (source_id)
    CROSS JOIN LATERAL (
      SELECT * FROM documents AS document
      WHERE document.source_id = asked.source_id
        AND (${after}::text IS NULL OR document.id > ${after}) AND (${before}::text IS NULL OR document.id < ${before})
        AND (${name}::text IS NULL OR document.name = ${name})
      ORDER BY document.id ${direction}
      LIMIT ${limit + 1}
    ) AS page
    ORDER BY page.id ${direction}`;
}
