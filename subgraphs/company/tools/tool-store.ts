import type { Tool } from '#prisma/company/client/client.ts';
import type { Principal } from '../access/principal-rules.ts';
import { idsWhere, knownTools, onlyAllowed } from '../access/reach-rules.ts';
import type { Database } from '../database.ts';

/** Something that an agent may call. Its secret is not in here, only whether there is one. */
export type ToolRow = Tool & { readonly hasSecret: boolean };

/** Reads tools. All of it is the own company's, an agent knows of its own ones alone, and others get nothing. */
export interface ToolStore {
  /** All tools by name. */
  list(principal: Principal): Promise<ToolRow[]>;
  /** The tools of those ids, in any order. */
  byIds(principal: Principal, ids: readonly string[]): Promise<ToolRow[]>;
  /** The tools that the agents may call, by name, each with the agent. */
  ofAgents(principal: Principal, agentIds: readonly string[]): Promise<(ToolRow & { agentId: string })[]>;
}

/** What a tool is read with: that there is a secret, and nothing of it. */
export const WITH_SECRET = { secret: { select: { keyId: true } } } as const;

/** The row that is shown. */
export function toolRow({ secret, ...tool }: Tool & { secret: { keyId: string } | null }): ToolRow {
  return { ...tool, hasSecret: secret !== null };
}

/** Reads tools from the company's database. */
export function createToolStore(db: Database): ToolStore {
  return {
    async list(principal) {
      if (principal.kind !== 'own') return [];
      const rows = await db.tool.findMany({
        where: { id: idsWhere(knownTools(principal)) },
        include: WITH_SECRET,
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
      });
      return rows.map(toolRow);
    },
    async byIds(principal, ids) {
      if (principal.kind !== 'own') return [];
      const known = onlyAllowed(knownTools(principal), ids);
      const rows = await db.tool.findMany({ where: { id: { in: known } }, include: WITH_SECRET });
      return rows.map(toolRow);
    },
    async ofAgents(principal, agentIds) {
      if (principal.kind !== 'own') return [];
      const links = await db.agentTool.findMany({
        where: { agentId: { in: [...agentIds] }, toolId: idsWhere(knownTools(principal)) },
        include: { tool: { include: WITH_SECRET } },
        orderBy: [{ tool: { name: 'asc' } }, { toolId: 'asc' }],
      });
      return links.map(({ agentId, tool }) => ({ ...toolRow(tool), agentId }));
    },
  };
}
