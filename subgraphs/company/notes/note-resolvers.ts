import { authorOf } from '../people/colleague-resolvers.ts';
import type { Resolvers } from '../resolver-types.ts';
import { addNote, deleteNote, editNote } from './note-changes.ts';

/**
 * `Note`, and the notes on the shared layer's threads and messages. The key of either stands for it: whether it exists
 * is not known here.
 */
export const noteResolvers = {
  Thread: {
    __resolveReference: (key) => key,
    notes: ({ id }, _args, { loaders }) => loaders().notesOnThread.load(id),
  },
  Message: {
    __resolveReference: (key) => key,
    notes: ({ id }, _args, { loaders }) => loaders().notesOnMessage.load(id),
  },
  Note: { author: authorOf },
  Mutation: {
    addNote: async (_parent, { input }, context) => {
      const { done, userErrors } = await addNote(context, input);
      return { note: done, userErrors };
    },
    editNote: async (_parent, { input }, context) => {
      const { done, userErrors } = await editNote(context, input);
      return { note: done, userErrors };
    },
    deleteNote: async (_parent, { input }, context) => {
      const { done, userErrors } = await deleteNote(context, input.noteId);
      return { noteId: done, userErrors };
    },
  },
} satisfies Resolvers;
