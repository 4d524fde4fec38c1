import type { KnowledgeSource } from '#prisma/company/client/client.ts';
import type { Principal } from '../access/principal-rules.ts';
import { agentReach, idsWhere, onlyAllowed, usableKnowledge } from '../access/reach-rules.ts';
import { permissionsOf } from '../agents/permission-rules.ts';
import type { Database } from '../database.ts';

/** A body of knowledge that agents draw on. */
export type KnowledgeRow = KnowledgeSource;

/** An agent that draws on a source. */
export interface SourceUser {
  readonly sourceId: string;
  readonly agentId: string;
}

/** Reads knowledge sources. People of the own company see all, its agents what they may use, others nothing. */
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
  /** The agents that draw on the sources, by name. */
  usersOf(principal: Principal, sourceIds: readonly string[]): Promise<SourceUser[]>;
  /** Ids of the sources that an agent may use: attached to it, and not taken away by its permissions. */
  usableBy(principal: Principal, agentId: string): Promise<readonly string[]>;
}

/** Reads knowledge sources from the company's database. */
export function createKnowledgeStore(db: Database): KnowledgeStore {
  return {
    async list(principal) {
      if (principal.kind !== 'own') return [];
      const id = idsWhere(usableKnowledge(principal));
      return db.knowledgeSource.findMany({ where: { id }, orderBy: [{ title: 'asc' }, { id: 'asc' }] });
    },
    async byIds(principal, ids) {
      if (principal.kind !== 'own') return [];
      const allowed = onlyAllowed(usableKnowledge(principal), ids);
      return db.knowledgeSource.findMany({ where: { id: { in: allowed } } });
    },
    async ofAgents(principal, agentIds) {
      if (principal.kind !== 'own') return [];
      const links = await db.agentKnowledge.findMany({
        where: { agentId: { in: [...agentIds] }, sourceId: idsWhere(usableKnowledge(principal)) },
        include: { source: true },
        orderBy: [{ source: { title: 'asc' } }, { sourceId: 'asc' }],
      });
      return links.map(({ agentId, source }) => ({ ...source, agentId }));
    },
    async usersOf(principal, sourceIds) {
      if (principal.kind !== 'own') return [];
      return db.agentKnowledge.findMany({
        where: { sourceId: { in: onlyAllowed(usableKnowledge(principal), sourceIds) } },
        orderBy: [{ agent: { name: 'asc' } }, { agentId: 'asc' }],
      });
    },
    async usableBy(principal, agentId) {
      if (principal.kind !== 'own') return [];
      const agent = await db.agent.findUnique({
        where: { id: agentId },
        select: { knowledge: true, permissions: true },
      });
      const attached = (agent?.knowledge ?? []).map(({ sourceId }) => sourceId);
      const permissions = permissionsOf(agent?.permissions ?? []);
      const { knowledge } = agentReach(agentId, permissions, { knowledge: attached, tools: [] });
      return onlyAllowed(usableKnowledge(principal), knowledge);
    },
  };
}
