import { groupLoader, rowLoader, type GroupLoader, type RowLoader } from '#subgraphs/kit/batch-loader.ts';
import { pageLoader, type PageLoader } from '#subgraphs/kit/page-loader.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Stores } from '../stores.ts';
import type {
  PrivateMentionRow,
  PrivateReactionRow,
  PrivateRedactionRow,
  PrivateRevisionRow,
} from './private-message-parts-store.ts';
import type { PrivateMessageRow } from './private-message-store.ts';
import type { PrivateUnreadRow } from './private-reading-store.ts';
import type { PrivateThreadRow } from './private-thread-store.ts';

/** One request's reads of internal conversation. */
export interface ConversationLoaders {
  readonly privateThread: RowLoader<PrivateThreadRow>;
  readonly privateMessage: RowLoader<PrivateMessageRow>;
  readonly unreadOfPrivateThread: RowLoader<PrivateUnreadRow>;
  readonly messagesOfThread: PageLoader<PrivateMessageRow, number>;
  readonly revisionsOfPrivateMessage: GroupLoader<PrivateRevisionRow>;
  readonly mentionsOfPrivateMessage: GroupLoader<PrivateMentionRow>;
  readonly reactionsOfPrivateMessage: GroupLoader<PrivateReactionRow>;
  readonly redactionOfPrivateMessage: RowLoader<PrivateRedactionRow>;
}

/** The loaders of one request. See `createLoaders`. */
export function createConversationLoaders(stores: Stores, principal: Principal): ConversationLoaders {
  const { privateThreads, privateMessages, privateMessageParts: parts, privateReading } = stores;
  return {
    privateThread: rowLoader(
      (ids) => privateThreads.byIds(principal, ids),
      ({ id }) => id,
    ),
    privateMessage: rowLoader(
      (ids) => privateMessages.byIds(principal, ids),
      ({ id }) => id,
    ),
    unreadOfPrivateThread: rowLoader(
      (ids) => privateReading.unread(principal, ids),
      ({ threadId }) => threadId,
    ),
    messagesOfThread: pageLoader(
      (ids, page) => privateMessages.ofThreads(principal, ids, page),
      ({ threadId }) => threadId,
    ),
    revisionsOfPrivateMessage: byMessage((ids) => parts.revisions(principal, ids)),
    mentionsOfPrivateMessage: byMessage((ids) => parts.mentions(principal, ids)),
    reactionsOfPrivateMessage: byMessage((ids) => parts.reactions(principal, ids)),
    redactionOfPrivateMessage: rowLoader(
      (ids) => parts.redactions(principal, ids),
      ({ messageId }) => messageId,
    ),
  };
}

function byMessage<Row extends { messageId: string }>(
  read: (ids: readonly string[]) => Promise<Row[]>,
): GroupLoader<Row> {
  return groupLoader(read, ({ messageId }) => messageId);
}
