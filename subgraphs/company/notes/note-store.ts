import type { Note } from '#prisma/company/client/client.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Database, Transaction } from '../database.ts';

/** What the company wrote down beside a shared thread or message. */
export type NoteRow = Note;

/** Reads notes. All of it is the own company's: others get nothing. */
export interface NoteStore {
  /** The notes on those shared threads, oldest first. */
  onThreads(principal: Principal, threadIds: readonly string[]): Promise<NoteRow[]>;
  /** The notes on those shared messages, oldest first. */
  onMessages(principal: Principal, messageIds: readonly string[]): Promise<NoteRow[]>;
}

/** Reads notes from the company's database. */
export function createNoteStore(db: Database): NoteStore {
  const orderBy = [{ createdAt: 'asc' as const }, { id: 'asc' as const }];
  return {
    async onThreads(principal, ids) {
      if (principal.kind !== 'own') return [];
      return db.note.findMany({ where: { threadId: { in: [...ids] } }, orderBy });
    },
    async onMessages(principal, ids) {
      if (principal.kind !== 'own') return [];
      return db.note.findMany({ where: { messageId: { in: [...ids] } }, orderBy });
    },
  };
}

/** Adds a note. */
export function insertNote(transaction: Transaction, note: NoteRow): Promise<NoteRow> {
  return transaction.note.create({ data: note });
}

/** The note of that id, held against other changes until the transaction ends; null for none. */
export async function lockNote(transaction: Transaction, id: string): Promise<NoteRow | null> {
  await transaction.$queryRaw`SELECT id FROM notes WHERE id = ${id} FOR UPDATE`;
  return transaction.note.findUnique({ where: { id } });
}

/** Gives a note another text. */
export function updateNote(
  transaction: Transaction,
  id: string,
  data: Pick<NoteRow, 'body' | 'editedAt'>,
): Promise<NoteRow> {
  return transaction.note.update({ where: { id }, data });
}

/** Deletes a note. */
export async function deleteNoteRow(transaction: Transaction, id: string): Promise<void> {
  await transaction.note.delete({ where: { id }, select: { id: true } });
}
