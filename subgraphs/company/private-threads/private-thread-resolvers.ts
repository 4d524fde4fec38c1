import { idKey, pageRequest, sequenceKey, toConnection } from '#subgraphs/kit/connection.ts';
import { authorOf } from '../people/colleague-resolvers.ts';
import type { Resolvers } from '../resolver-types.ts';

/** `PrivateThread` and `PrivateMessage`, and the threads of the workspace. */
export const privateThreadResolvers = {
  Workspace: {
    privateThreads: async (_parent, args, { stores, principal }) => {
      const page = pageRequest(args, idKey);
      const rows = await stores.privateThreads.page(principal, page);
      return toConnection(rows, page, idKey, ({ id }) => id);
    },
  },
  PrivateThread: {
    __resolveReference: ({ id }, { loaders }) => loaders().privateThread.load(id),
    messages: async ({ id }, args, { loaders }) => {
      const page = pageRequest(args, sequenceKey);
      const rows = await loaders().messagesOfThread.load(id, page);
      return toConnection(rows, page, sequenceKey, ({ sequence }) => sequence);
    },
  },
  PrivateMessage: {
    __resolveReference: ({ id }, { loaders }) => loaders().privateMessage.load(id),
    author: authorOf,
  },
} satisfies Resolvers;
