import type { Agent, AgentPermission } from '#prisma/company/client/client.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import type { ForeignPrincipal, Principal } from '../access/principal-rules.ts';
import type { Database } from '../database.ts';
import { isPublishedTo } from '../sharing/publication-rules.ts';

/** An agent with all that the company knows of it: what of it leaves is the field guard's decision. */
export type AgentRow = Agent;
/** What an agent is narrowed to in one area. */
export type PermissionRow = AgentPermission;

/** Reads agents. */
export interface AgentStore {
  /** All agents by name, for the own company; none for others. */
  list(principal: Principal): Promise<AgentRow[]>;
  /** Those of the ids that the principal may see anything of, in any order. */
  byIds(principal: Principal, ids: readonly string[]): Promise<AgentRow[]>;
  /** What the agents are narrowed to, for the own company; nothing for others. */
  permissionsOf(principal: Principal, agentIds: readonly string[]): Promise<PermissionRow[]>;
}

/** Reads agents from the company's database. */
export function createAgentStore(db: Database, clock: Clock): AgentStore {
  return {
    async list(principal) {
      if (principal.kind !== 'own') return [];
      return db.agent.findMany({ orderBy: [{ name: 'asc' }, { id: 'asc' }] });
    },
    async byIds(principal, ids) {
      if (principal.kind === 'nobody') return [];
      if (principal.kind === 'foreign') return publishedTo(db, principal, ids, new Date(clock()));
      return db.agent.findMany({ where: { id: { in: [...ids] } } });
    },
    async permissionsOf(principal, agentIds) {
      if (principal.kind !== 'own') return [];
      return db.agentPermission.findMany({ where: { agentId: { in: [...agentIds] } } });
    },
  };
}

async function publishedTo(
  db: Database,
  principal: ForeignPrincipal,
  ids: readonly string[],
  now: Date,
): Promise<AgentRow[]> {
  const toThem = { teamId: { in: [...principal.teams] } };
  const rows = await db.agent.findMany({
    where: { id: { in: [...ids] }, publications: { some: toThem } },
    include: { publications: { where: toThem } },
  });
  return rows.filter(({ publications }) => publications.some((each) => isPublishedTo(principal, each, now)));
}
