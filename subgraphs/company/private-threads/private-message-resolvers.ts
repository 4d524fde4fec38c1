import { groupBy } from '#subgraphs/kit/group-by.ts';
import type { Outcome } from '#subgraphs/kit/refusal.ts';
import { authorOf, colleaguesOf } from '../people/colleague-resolvers.ts';
import type { Resolvers } from '../resolver-types.ts';
import {
  addPrivateReaction,
  editPrivateMessage,
  redactPrivateMessage,
  removePrivateReaction,
} from './private-message-changes.ts';
import { postPrivateMessage } from './private-message-posting.ts';
import { redactionCauseOf } from './private-message-rules.ts';
import type { PrivateMessageRow } from './private-message-store.ts';

/** An emoji on a message, with who put it there. */
export interface PrivateReactionGroup {
  readonly emoji: string;
  readonly colleagueIds: readonly string[];
}

/** `PrivateMessage` and what hangs off it. */
export const privateMessageResolvers = {
  Mutation: {
    postPrivateMessage: (_parent, { input }, context) => payload(postPrivateMessage(context, input)),
    editPrivateMessage: (_parent, { input }, context) => payload(editPrivateMessage(context, input)),
    redactPrivateMessage: (_parent, { input }, context) =>
      payload(redactPrivateMessage(context, input.messageId)),
    addPrivateReaction: (_parent, { input }, context) => payload(addPrivateReaction(context, input)),
    removePrivateReaction: (_parent, { input }, context) => payload(removePrivateReaction(context, input)),
  },
  PrivateMessage: {
    __resolveReference: ({ id }, { loaders }) => loaders().privateMessage.load(id),
    redactionCause: async (message, _args, { loaders }) =>
      message.redactedAt === null
        ? null
        : redactionCauseOf(message, await loaders().redactionOfPrivateMessage.load(message.id)),
    author: authorOf,
    onBehalfOf: ({ onBehalfOfId }, _args, { loaders }) =>
      onBehalfOfId === null ? null : loaders().person.load(onBehalfOfId),
    replyTo: ({ replyToId }, _args, { loaders }) =>
      replyToId === null ? null : loaders().privateMessage.load(replyToId),
    mentions: async ({ id }, _args, context) => {
      const rows = await context.loaders().mentionsOfPrivateMessage.load(id);
      return colleaguesOf(
        rows.map(({ colleagueId }) => colleagueId),
        context,
      );
    },
    reactions: async ({ id }, _args, { loaders }) => {
      const rows = await loaders().reactionsOfPrivateMessage.load(id);
      return [...groupBy(rows, ({ emoji }) => emoji)].map(([emoji, ofEmoji]): PrivateReactionGroup => ({
        emoji,
        colleagueIds: ofEmoji.map(({ colleagueId }) => colleagueId),
      }));
    },
    revisions: ({ id }, _args, { loaders }) => loaders().revisionsOfPrivateMessage.load(id),
    thread: ({ threadId }, _args, { loaders }) => loaders().privateThread.load(threadId),
  },
  PrivateReaction: {
    count: ({ colleagueIds }) => colleagueIds.length,
    colleagues: ({ colleagueIds }, _args, context) => colleaguesOf(colleagueIds, context),
  },
} satisfies Resolvers;

async function payload(outcome: Promise<Outcome<PrivateMessageRow>>) {
  const { done, userErrors } = await outcome;
  return { message: done, userErrors };
}
