import { isIdOf } from '#schema/wire/ids.ts';
import type { Connection } from '#subgraphs/kit/connection.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import type { Context } from '../context.ts';
import { present } from '../missing-row.ts';
import type { ParticipantRow } from '../participants/participant-store.ts';
import type { Outcome } from '#subgraphs/kit/refusal.ts';
import type {
  MessageResolvers,
  MessageRevisionResolvers,
  MutationResolvers,
  ReactionResolvers,
} from '../resolver-types.ts';
import { readAttribution } from './attribution.ts';
import { editMessage, hideMessage, redactMessage } from './message-changing.ts';
import { postMessage } from './message-posting.ts';
import { addReaction, removeReaction } from './message-reacting.ts';
import type { MessageRow } from './message-store.ts';
import { groupReactions } from './reaction-rules.ts';

/** A page of messages. */
export type MessagePage = Connection<MessageRow>;

type MessageMutation =
  | 'postMessage'
  | 'editMessage'
  | 'redactMessage'
  | 'hideMessage'
  | 'unhideMessage'
  | 'addReaction'
  | 'removeReaction';

async function payload(outcome: Promise<Outcome<MessageRow>>) {
  const { done, userErrors } = await outcome;
  return { message: done, userErrors };
}

export const messageMutations: Pick<MutationResolvers, MessageMutation> = {
  postMessage: (_, { input }, context) => payload(postMessage(context, input)),
  editMessage: (_, { input }, context) => payload(editMessage(context, input)),
  redactMessage: (_, { input }, context) => payload(redactMessage(context, input.messageId)),
  hideMessage: (_, { input }, context) => payload(hideMessage(context, input.messageId, true)),
  unhideMessage: (_, { input }, context) => payload(hideMessage(context, input.messageId, false)),
  addReaction: (_, { input }, context) => payload(addReaction(context, input)),
  removeReaction: (_, { input }, context) => payload(removeReaction(context, input)),
};

export const messageResolvers: MessageResolvers = {
  __resolveReference: reference(async ({ id }: { readonly id: unknown }, context) =>
    isIdOf(id, 'msg') ? context.loaders().messages.load(id) : null,
  ),
  redactionCause: ({ redactedAt, expired }) =>
    redactedAt === null ? null : expired ? 'RETENTION' : 'COMPANY',
  author: (message, _, context) => present(context.loaders().participants.load(message.authorId)),
  thread: (message, _, context) => present(context.loaders().threads.load(message.threadId)),
  onBehalfOf: (message, _, context) =>
    message.onBehalfOfId === null ? null : context.loaders().participants.load(message.onBehalfOfId),
  attribution: ({ attribution, attributionSalt }) =>
    attribution === null ? null : readAttribution(attribution, attributionSalt ?? ''),
  replyTo: ({ replyToId, teamId }, _, context) =>
    replyToId === null ? null : context.loaders().messagesOfTeam(teamId).load(replyToId),
  async mentions(message, _, context) {
    const rows = await context.loaders().mentionsOfMessage.load(message.id);
    return participants(
      context,
      rows.map(({ participantId }) => participantId),
    );
  },
  reactions: async (message, _, context) =>
    groupReactions(await context.loaders().reactionsOfMessage.load(message.id)),
  revisions: async (message, _, context) => [
    ...(await context.loaders().revisionsOfMessage.load(message.id)),
  ],
};

export const reactionResolvers: ReactionResolvers = {
  count: (reaction) => reaction.participantIds.length,
  participants: (reaction, _, context) => participants(context, reaction.participantIds),
};

export const messageRevisionResolvers: MessageRevisionResolvers = {
  editor: (revision, _, context) => present(context.loaders().participants.load(revision.editorId)),
};

function participants(context: Context, ids: readonly string[]): Promise<ParticipantRow[]> {
  return Promise.all(ids.map((id) => present(context.loaders().participants.load(id))));
}
