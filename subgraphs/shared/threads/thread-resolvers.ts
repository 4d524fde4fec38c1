import { isIdOf } from '#schema/wire/ids.ts';
import type { Connection } from '#subgraphs/kit/connection.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import type { Context } from '../context.ts';
import { present } from '../missing-row.ts';
import type { Outcome } from '#subgraphs/kit/refusal.ts';
import type { MutationResolvers, QueryResolvers, ThreadResolvers } from '../resolver-types.ts';
import { closeThread, renameThread, reopenThread } from './thread-changing.ts';
import { createThread } from './thread-creation.ts';
import { messagesOfThread } from './thread-messages.ts';
import { markRead } from './thread-reading.ts';
import {
  addThreadParticipants,
  openThread,
  removeThreadParticipants,
  restrictThread,
} from './thread-restricting.ts';
import type { ThreadRow } from './thread-store.ts';

/** A page of threads. */
export type ThreadPage = Connection<ThreadRow>;

type ThreadMutation =
  | 'createThread'
  | 'renameThread'
  | 'closeThread'
  | 'reopenThread'
  | 'restrictThread'
  | 'openThread'
  | 'addThreadParticipants'
  | 'removeThreadParticipants'
  | 'markRead';

const LATEST = { limit: 0, backward: true, after: null, before: null } as const;

export const threadQueries: Pick<QueryResolvers, 'thread'> = {
  thread: (_, { id }, context) => threadById(id, context),
};

async function payload(outcome: Promise<Outcome<ThreadRow>>) {
  const { done, userErrors } = await outcome;
  return { thread: done, userErrors };
}

export const threadMutations: Pick<MutationResolvers, ThreadMutation> = {
  createThread: (_, { input }, context) => payload(createThread(context, input)),
  renameThread: (_, { input }, context) => payload(renameThread(context, input)),
  closeThread: (_, { input }, context) => payload(closeThread(context, input.threadId)),
  reopenThread: (_, { input }, context) => payload(reopenThread(context, input.threadId)),
  restrictThread: (_, { input }, context) => payload(restrictThread(context, input)),
  openThread: (_, { input }, context) => payload(openThread(context, input.threadId)),
  addThreadParticipants: (_, { input }, context) => payload(addThreadParticipants(context, input)),
  removeThreadParticipants: (_, { input }, context) => payload(removeThreadParticipants(context, input)),
  markRead: (_, { input }, context) => payload(markRead(context, input)),
};

export const threadResolvers: ThreadResolvers = {
  __resolveReference: reference(({ id }: { readonly id: unknown }, context) => threadById(id, context)),
  team: (thread, _, context) => present(context.loaders().teams.load(thread.teamId)),
  async participants(thread, _, context) {
    const loaders = context.loaders();
    if (thread.visibility === 'OPEN') return [...(await loaders.participantsOfTeam.load(thread.teamId))];
    const roster = await loaders.rosterOfThread.load(thread.id);
    return Promise.all(roster.map(({ participantId }) => present(loaders.participants.load(participantId))));
  },
  async lastMessage(thread, _, context) {
    const [latest] = await context.loaders().messagesOfThread.load(thread.id, LATEST);
    return latest ?? null;
  },
  unreadCount: async (thread, _, context) =>
    (await context.loaders().unreadOfThread.load(thread.id))?.unread ?? 0,
  unreadFrom: async (thread, _, context) =>
    (await context.loaders().unreadFromOfThread.load(thread.id))?.sequence ?? null,
  messages: (thread, args, context) => messagesOfThread(thread, args, context),
};

async function threadById(id: unknown, context: Context): Promise<ThreadRow | null> {
  return isIdOf(id, 'thr') ? context.loaders().threads.load(id) : null;
}
