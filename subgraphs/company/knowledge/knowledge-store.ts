import type { KnowledgeSource } from '#prisma/company/client/client.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Database } from '../database.ts';

/** A body of knowledge that agents draw on. */
export type KnowledgeRow = KnowledgeSource;

/** Reads knowledge sources. All of it is the own company's: others get nothing. */
export interface KnowledgeStore {
  /** All sources by title. */
  list(principal: Principal): Promise<KnowledgeRow[]>;
  /** The sources of those ids, in any order. */
  byIds(principal: Principal, ids: readonly string[]): Promise<KnowledgeRow[]>;
  /** The sources that the agents draw on, by title, each with the agent. */
  ofAgents(
    principal: Principal,
    agentIds: readonly string[],
  ): Promise<(KnowledgeRow & { agentId: string })[]>;
}

/** Reads knowledge sources from the company's database. */
export function createKnowledgeStore(db: Database): KnowledgeStore {
  return {
    async list(principal) {
      if (principal.kind !== 'own') return [];
      return db.knowledgeSource.findMany({ orderBy: [{ title: 'asc' }, { id: 'asc' }] });
    },
    async byIds(principal, ids) {
      if (principal.kind !== 'own') return [];
      return db.knowledgeSource.findMany({ where: { id: { in: [...ids] } } });
    },
    async ofAgents(principal, agentIds) {
      if (principal.kind !== 'own') return [];
      const links = await db.agentKnowledge.findMany({
        where: { agentId: { in: [...agentIds] } },
        include: { source: true },
        orderBy: [{ source: { title: 'asc' } }, { sourceId: 'asc' }],
      });
      return links.map(({ agentId, source }) => ({ ...source, agentId }));
    },
  };
}
