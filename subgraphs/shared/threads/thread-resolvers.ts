import { isIdOf } from '#schema/wire/ids.ts';
import { pageRequest, sequenceKey, toConnection, type Connection } from '#subgraphs/kit/connection.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import type { Context } from '../context.ts';
import { present } from '../missing-row.ts';
import type { MutationResolvers, QueryResolvers, ThreadResolvers } from '../resolver-types.ts';
import { createThread } from './thread-creation.ts';
import type { ThreadRow } from './thread-store.ts';

/** A page of threads. */
export type ThreadPage = Connection<ThreadRow>;

export const threadQueries: Pick<QueryResolvers, 'thread'> = {
  thread: (_, { id }, context) => threadById(id, context),
};

export const threadMutations: Pick<MutationResolvers, 'createThread'> = {
  async createThread(_, { input }, context) {
    const { done, userErrors } = await createThread(context, input);
    return { thread: done, userErrors };
  },
};

export const threadResolvers: ThreadResolvers = {
  __resolveReference: reference(({ id }: { readonly id: unknown }, context) => threadById(id, context)),
  team: (thread, _, context) => present(context.loaders().teams.load(thread.teamId)),
  participants: async (thread, _, context) => [
    ...(await context.loaders().participantsOfTeam.load(thread.teamId)),
  ],
  async messages(thread, args, context) {
    const page = pageRequest(args, sequenceKey);
    const rows = await context.loaders().messagesOfThread.load(thread.id, page);
    return toConnection(rows, page, sequenceKey, (message) => message.sequence);
  },
};

async function threadById(id: unknown, context: Context): Promise<ThreadRow | null> {
  return isIdOf(id, 'thr') ? context.loaders().threads.load(id) : null;
}
