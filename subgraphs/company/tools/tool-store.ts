import type { Tool } from '#prisma/company/client/client.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Database } from '../database.ts';

/** Something that an agent may call. */
export type ToolRow = Tool;

/** Reads tools. All of it is the own company's: others get nothing. */
export interface ToolStore {
  /** All tools by name. */
  list(principal: Principal): Promise<ToolRow[]>;
  /** The tools of those ids, in any order. */
  byIds(principal: Principal, ids: readonly string[]): Promise<ToolRow[]>;
  /** The tools that the agents may call, by name, each with the agent. */
  ofAgents(principal: Principal, agentIds: readonly string[]): Promise<(ToolRow & { agentId: string })[]>;
}

/** Reads tools from the company's database. */
export function createToolStore(db: Database): ToolStore {
  return {
    async list(principal) {
      if (principal.kind !== 'own') return [];
      return db.tool.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] });
    },
    async byIds(principal, ids) {
      if (principal.kind !== 'own') return [];
      return db.tool.findMany({ where: { id: { in: [...ids] } } });
    },
    async ofAgents(principal, agentIds) {
      if (principal.kind !== 'own') return [];
      const links = await db.agentTool.findMany({
        where: { agentId: { in: [...agentIds] } },
        include: { tool: true },
        orderBy: [{ tool: { name: 'asc' } }, { toolId: 'asc' }],
      });
      return links.map(({ agentId, tool }) => ({ ...tool, agentId }));
    },
  };
}
