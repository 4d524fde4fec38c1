import type { Transaction } from '../database.ts';
import type { AgentRow } from './agent-store.ts';
import type { PermissionLine } from './permission-rules.ts';

/** An agent to be. */
export type NewAgent = Pick<
  AgentRow,
  'id' | 'subject' | 'name' | 'purpose' | 'skills' | 'instructions' | 'model'
>;
/** What of an agent changes. */
export type AgentChange = Partial<
  Pick<AgentRow, 'name' | 'purpose' | 'skills' | 'instructions' | 'model' | 'status'>
>;
/** What can be attached to an agent. */
export type Attachment = 'knowledge' | 'tools';

/** Writes a new agent, at work. */
export function insertAgent(transaction: Transaction, agent: NewAgent): Promise<AgentRow> {
  return transaction.agent.create({ data: { ...agent, status: 'ACTIVE' } });
}

/** The agent, locked against other changes; null when there is none. */
export async function lockAgent(transaction: Transaction, id: string): Promise<AgentRow | null> {
  await transaction.$queryRaw`SELECT id FROM agents WHERE id = ${id} FOR UPDATE`;
  return transaction.agent.findUnique({ where: { id } });
}

/** Changes an agent that is there. */
export function changeAgent(transaction: Transaction, id: string, change: AgentChange): Promise<AgentRow> {
  return transaction.agent.update({ where: { id }, data: change });
}

/** Attaches exactly these to the agent. Resolves to whether all of them are there; nothing is written otherwise. */
export async function attach(
  transaction: Transaction,
  agentId: string,
  what: Attachment,
  ids: readonly string[],
): Promise<boolean> {
  const where = { id: { in: [...ids] } };
  if (what === 'knowledge') {
    if ((await transaction.knowledgeSource.count({ where })) !== ids.length) return false;
    await transaction.agentKnowledge.deleteMany({ where: { agentId } });
    await transaction.agentKnowledge.createMany({ data: ids.map((sourceId) => ({ agentId, sourceId })) });
    return true;
  }
  if ((await transaction.tool.count({ where })) !== ids.length) return false;
  await transaction.agentTool.deleteMany({ where: { agentId } });
  await transaction.agentTool.createMany({ data: ids.map((toolId) => ({ agentId, toolId })) });
  return true;
}

/** Puts these permissions in the place of those before. */
export async function replacePermissions(
  transaction: Transaction,
  agentId: string,
  lines: readonly PermissionLine[],
): Promise<void> {
  await transaction.agentPermission.deleteMany({ where: { agentId } });
  await transaction.agentPermission.createMany({
    data: lines.map(({ area, ids }) => ({ agentId, area, ids: [...ids] })),
  });
}
