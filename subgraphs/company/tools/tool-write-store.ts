import type { Database, Transaction } from '../database.ts';
import type { SealedSecret, SecretBox } from './secret-box.ts';
import { toolRow, WITH_SECRET, type ToolRow } from './tool-store.ts';

/** What of a tool changes. */
export type ToolChange = Partial<Pick<ToolRow, 'name' | 'description' | 'inputSchema' | 'endpoint'>>;

/** Writes a new tool. */
export async function insertTool(transaction: Transaction, tool: Omit<ToolRow, 'hasSecret'>): Promise<void> {
  await transaction.tool.create({ data: tool });
}

/** The tool, locked against other changes; null when there is none. */
export async function lockTool(transaction: Transaction, id: string): Promise<ToolRow | null> {
  await transaction.$queryRaw`SELECT id FROM tools WHERE id = ${id} FOR UPDATE`;
  return readTool(transaction, id);
}

/** The tool as it is in the transaction; null when there is none. */
export async function readTool(transaction: Transaction, id: string): Promise<ToolRow | null> {
  const row = await transaction.tool.findUnique({ where: { id }, include: WITH_SECRET });
  return row && toolRow(row);
}

/** Changes a tool that is there. */
export async function changeTool(transaction: Transaction, id: string, change: ToolChange): Promise<void> {
  await transaction.tool.update({ where: { id }, data: change });
}

/** Puts a secret in the place of the one before; null takes that away. */
export async function replaceSecret(
  transaction: Transaction,
  toolId: string,
  sealed: SealedSecret | null,
): Promise<void> {
  await transaction.toolSecret.deleteMany({ where: { toolId } });
  if (sealed !== null) await transaction.toolSecret.create({ data: { toolId, ...sealed } });
}

/** Whether any agent may call the tool. */
export async function isAttached(transaction: Transaction, toolId: string): Promise<boolean> {
  return (await transaction.agentTool.findFirst({ where: { toolId } })) !== null;
}

/** Deletes a tool, with its secret and its attachments. */
export async function removeTool(transaction: Transaction, id: string): Promise<void> {
  await transaction.tool.delete({ where: { id } });
}

/** A tool's secret in the clear, for calling it and nothing else; null without one that the box opens. */
export async function readToolSecret(db: Database, box: SecretBox, toolId: string): Promise<string | null> {
  const sealed = await db.toolSecret.findUnique({ where: { toolId } });
  return sealed && box.open(toolId, sealed);
}
