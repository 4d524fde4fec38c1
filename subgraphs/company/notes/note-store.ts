import type { Note } from '#prisma/company/client/client.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Database } from '../database.ts';

/** What the company wrote down beside a shared thread. */
export type NoteRow = Note;

/** Reads notes. All of it is the own company's: others get nothing. */
export interface NoteStore {
  /** The notes on those shared threads, oldest first. */
  onThreads(principal: Principal, threadIds: readonly string[]): Promise<NoteRow[]>;
}

/** Reads notes from the company's database. */
export function createNoteStore(db: Database): NoteStore {
  return {
    async onThreads(principal, threadIds) {
      if (principal.kind !== 'own') return [];
      return db.note.findMany({
        where: { threadId: { in: [...threadIds] } },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      });
    },
  };
}
