import { isIdOf } from '#schema/wire/ids.ts';
import type { Connection } from '#subgraphs/kit/connection.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import { present } from '../missing-row.ts';
import type { MessageResolvers, MutationResolvers } from '../resolver-types.ts';
import { postMessage } from './message-posting.ts';
import type { MessageRow } from './message-store.ts';

/** A page of messages. */
export type MessagePage = Connection<MessageRow>;

export const messageMutations: Pick<MutationResolvers, 'postMessage'> = {
  async postMessage(_, { input }, context) {
    const { done, userErrors } = await postMessage(context, input);
    return { message: done, userErrors };
  },
};

export const messageResolvers: MessageResolvers = {
  __resolveReference: reference(async ({ id }: { readonly id: unknown }, context) =>
    isIdOf(id, 'msg') ? context.loaders().messages.load(id) : null,
  ),
  author: (message, _, context) => present(context.loaders().participants.load(message.authorId)),
  thread: (message, _, context) => present(context.loaders().threads.load(message.threadId)),
};
