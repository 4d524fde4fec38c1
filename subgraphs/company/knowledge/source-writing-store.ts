import type { Transaction } from '../database.ts';
import type { KnowledgeRow } from './knowledge-store.ts';

/** Keeps others from changing sources until the transaction ends, so that a title stays free. Reading goes on. */
export async function lockSources(transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`LOCK TABLE knowledge_sources IN SHARE ROW EXCLUSIVE MODE`;
}

/** Whether another source has the title. */
export async function isTitleTaken(transaction: Transaction, title: string, by?: string): Promise<boolean> {
  const other = await transaction.knowledgeSource.findUnique({ where: { title }, select: { id: true } });
  return other !== null && other.id !== by;
}

/** Keeps others from changing the source and its documents until the transaction ends; null when there is none. */
export async function lockSource(transaction: Transaction, id: string): Promise<KnowledgeRow | null> {
  await transaction.$queryRaw`SELECT 1 FROM knowledge_sources WHERE id = ${id} FOR NO KEY UPDATE`;
  return transaction.knowledgeSource.findUnique({ where: { id } });
}

/** Adds a source. */
export async function insertSource(transaction: Transaction, row: KnowledgeRow): Promise<KnowledgeRow> {
  return transaction.knowledgeSource.create({ data: row });
}

/** Changes a source. */
export async function changeSource(
  transaction: Transaction,
  id: string,
  data: { title?: string; description?: string | null },
): Promise<KnowledgeRow> {
  return transaction.knowledgeSource.update({ where: { id }, data });
}

/** Whether any document is in the source. */
export async function hasDocuments(transaction: Transaction, sourceId: string): Promise<boolean> {
  return (await transaction.document.findFirst({ where: { sourceId }, select: { id: true } })) !== null;
}

/** Deletes a source with all that hangs on it. */
export async function eraseSource(transaction: Transaction, id: string): Promise<void> {
  await transaction.knowledgeSource.delete({ where: { id } });
}
