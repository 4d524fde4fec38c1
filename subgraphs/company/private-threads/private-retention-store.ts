import type { Database, Transaction } from '../database.ts';

/** The threads that hold texts from before a time. Archived ones are no exception. */
export async function threadsWithDueMessages(db: Database, before: Date): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT m.thread_id AS id FROM private_messages AS m
    WHERE m.redacted_at IS NULL AND m.created_at < ${before} ORDER BY 1`;
  return rows.map(({ id }) => id);
}

/** The next messages of a thread from before a time that have a text, oldest first. Read them under the thread's lock. */
export async function duePrivateMessages(
  transaction: Transaction,
  threadId: string,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await transaction.$queryRaw<{ id: string }[]>`
    SELECT m.id FROM private_messages AS m
    WHERE m.thread_id = ${threadId} AND m.redacted_at IS NULL AND m.created_at < ${before}
    ORDER BY m.sequence LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}
