import { authorOf } from '../people/colleague-resolvers.ts';
import type { Resolvers } from '../resolver-types.ts';

/** `Note`, and the notes on the shared layer's threads. A thread's key stands for it: whether it exists is not known here. */
export const noteResolvers = {
  Thread: {
    __resolveReference: (key) => key,
    notes: ({ id }, _args, { loaders }) => loaders().notesOnThread.load(id),
  },
  Note: { author: authorOf },
} satisfies Resolvers;
