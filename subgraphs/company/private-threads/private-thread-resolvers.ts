import { isIdOf } from '#schema/wire/ids.ts';
import { idKey, pageRequest, sequenceKey, toConnection } from '#subgraphs/kit/connection.ts';
import type { Outcome } from '#subgraphs/kit/refusal.ts';
import type { Resolvers } from '../resolver-types.ts';
import {
  archivePrivateThread,
  createPrivateThread,
  markPrivateThreadRead,
  renamePrivateThread,
} from './private-thread-changes.ts';
import type { PrivateThreadRow } from './private-thread-store.ts';

/** `PrivateThread`, and the threads of the workspace. */
export const privateThreadResolvers = {
  Workspace: {
    privateThreads: async (_parent, { archived, ...args }, { stores, principal }) => {
      const page = pageRequest(args, idKey);
      const rows = await stores.privateThreads.page(principal, page, archived ?? null);
      return toConnection(rows, page, idKey, ({ id }) => id);
    },
    privateThread: (_parent, { id }, { company, loaders }) =>
      isIdOf(id, 'pth', company) ? loaders().privateThread.load(id) : null,
  },
  Mutation: {
    createPrivateThread: (_parent, { input }, context) => payload(createPrivateThread(context, input)),
    renamePrivateThread: (_parent, { input }, context) => payload(renamePrivateThread(context, input)),
    archivePrivateThread: (_parent, { input }, context) =>
      payload(archivePrivateThread(context, input.threadId, true)),
    unarchivePrivateThread: (_parent, { input }, context) =>
      payload(archivePrivateThread(context, input.threadId, false)),
    markPrivateThreadRead: (_parent, { input }, context) => payload(markPrivateThreadRead(context, input)),
  },
  PrivateThread: {
    __resolveReference: ({ id }, { loaders }) => loaders().privateThread.load(id),
    openedBy: ({ openedById }, _args, { loaders }) =>
      openedById === null ? null : loaders().person.load(openedById),
    unreadCount: async ({ id }, _args, { loaders }) =>
      (await loaders().unreadOfPrivateThread.load(id))?.unread ?? 0,
    messages: async ({ id }, args, { loaders }) => {
      const page = pageRequest(args, sequenceKey);
      const rows = await loaders().messagesOfThread.load(id, page);
      return toConnection(rows, page, sequenceKey, ({ sequence }) => sequence);
    },
  },
} satisfies Resolvers;

async function payload(outcome: Promise<Outcome<PrivateThreadRow>>) {
  const { done, userErrors } = await outcome;
  return { thread: done, userErrors };
}
