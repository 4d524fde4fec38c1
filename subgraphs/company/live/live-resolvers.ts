import { readCursor, sequenceKey } from '#subgraphs/kit/connection.ts';
import type { Context } from '../context.ts';
import { colleaguesOf } from '../people/colleague-resolvers.ts';
import type { Resolvers } from '../resolver-types.ts';
import { followPrivateThread, type LivePrivateEvent } from './private-thread-stream.ts';

// Not of the generated type: that gives a subscription single events, and ours come in batches (kit/graphql-streams.ts).
/** The company's subscriptions. */
export const liveSubscriptions = {
  privateThreadEvents: {
    subscribe: (
      _: unknown,
      { privateThreadId, after }: { readonly privateThreadId: string; readonly after?: string | null },
      { live, company }: Context,
    ) => followPrivateThread(live(), company, privateThreadId, readCursor(after, sequenceKey, 'after')),
    /** Batches of rows go out one by one, each as its field's own value. */
    resolve: (row: unknown) => row as LivePrivateEvent,
  },
};

/** An event of an internal thread. */
export const liveEventResolvers = {
  PrivateThreadEvent: {
    actor: async ({ actorId }, _args, context) =>
      actorId === null ? null : ((await colleaguesOf([actorId], context))[0] ?? null),
    message: ({ messageId }, _args, { loaders }) =>
      messageId === null ? null : loaders().privateMessage.load(messageId),
    thread: ({ threadId }, _args, { loaders }) => loaders().privateThread.load(threadId),
  },
} satisfies Resolvers;
