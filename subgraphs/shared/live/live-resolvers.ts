import { readCursor, sequenceKey } from '#subgraphs/kit/connection.ts';
import type { Context } from '../context.ts';
import type { InboxItemResolvers, LiveEventResolvers } from '../resolver-types.ts';
import { followInbox } from './inbox-stream.ts';
import { readInboxCursor } from './inbox-cursor.ts';
import { followTeam } from './team-stream.ts';

interface After {
  readonly after?: string | null;
}

/** Batches of rows go out one by one, each as its field's own value. */
const same = (row: unknown) => row;

// Not of the generated type: that gives a subscription single events, and ours come in batches (kit/graphql-streams.ts).
export const liveSubscriptions = {
  threadEvents: {
    subscribe: (_: unknown, { threadId, after }: After & { readonly threadId: string }, context: Context) =>
      followTeam(context.live(), { kind: 'thread', id: threadId }, readCursor(after, sequenceKey, 'after')),
    resolve: same,
  },
  teamEvents: {
    subscribe: (_: unknown, { teamId, after }: After & { readonly teamId: string }, context: Context) =>
      followTeam(context.live(), { kind: 'team', id: teamId }, readCursor(after, sequenceKey, 'after')),
    resolve: same,
  },
  inbox: {
    subscribe: (_: unknown, { after }: After, context: Context) =>
      followInbox(context.live(), after == null ? null : readInboxCursor(after)),
    resolve: same,
  },
};

// What was read once for all callers of the company need not be read again for each.
export const liveEventResolvers: LiveEventResolvers = {
  message({ message, author }, _, context) {
    if (author) context.loaders().participants.prime(author.id, author);
    return message;
  },
};

export const inboxItemResolvers: InboxItemResolvers = {
  message: ({ messageId }, _, context) =>
    messageId === null ? null : context.loaders().messages.load(messageId),
  invitation: ({ invitationId }, _, context) =>
    invitationId === null ? null : context.loaders().invitations.load(invitationId),
};
