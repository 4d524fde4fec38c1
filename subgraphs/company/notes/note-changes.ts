import { isIdOf } from '#schema/wire/ids.ts';
import { Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import type { Actor } from '../access/action-rules.ts';
import { carryOut } from '../access/carry-out.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { mayUndo } from '../people/colleague-rules.ts';
import { noteBodyErrors, noteInputErrors, type NoteInput } from './note-rules.ts';
import { deleteNoteRow, insertNote, lockNote, updateNote, type NoteRow } from './note-store.ts';

/** Writes a note beside a shared thread or message, whether there is one or not: that is not known here. */
export function addNote(context: Context, input: NoteInput): Promise<Outcome<NoteRow>> {
  return carryOut(context, 'writeNote', noteInputErrors(input), (transaction, actor) =>
    insertNote(transaction, {
      id: context.ids.company('nte', context.company),
      threadId: input.threadId ?? null,
      messageId: input.messageId ?? null,
      body: input.body,
      createdAt: context.now(),
      editedAt: null,
      authorAgentId: actor.kind === 'agent' ? actor.id : null,
      authorPersonId: actor.kind === 'person' ? actor.id : null,
    }),
  );
}

/** Gives a note another text. */
export function editNote(
  context: Context,
  { noteId, body }: { readonly noteId: string; readonly body: string },
): Promise<Outcome<NoteRow>> {
  return carryOut(context, 'writeNote', noteBodyErrors(body), async (transaction, actor) => {
    const note = await ownNote(context, transaction, actor, noteId);
    return updateNote(transaction, note.id, { body, editedAt: context.now() });
  });
}

/** Deletes a note for good. */
export function deleteNote(context: Context, noteId: string): Promise<Outcome<string>> {
  return carryOut(context, 'writeNote', [], async (transaction, actor) => {
    const note = await ownNote(context, transaction, actor, noteId);
    await deleteNoteRow(transaction, note.id);
    return note.id;
  });
}

async function ownNote(
  { company }: Context,
  transaction: Transaction,
  actor: Actor,
  id: string,
): Promise<NoteRow> {
  const note = isIdOf(id, 'nte', company) ? await lockNote(transaction, id) : null;
  if (note === null) throw new Refusal('NOT_FOUND', 'There is no such note.', 'noteId');
  if (mayUndo(actor, note)) return note;
  throw new Refusal('NOT_PERMITTED', 'Only the author and administrators do this.');
}
