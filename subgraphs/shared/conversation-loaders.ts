import { groupLoader, rowLoader, type GroupLoader, type RowLoader } from '#subgraphs/kit/batch-loader.ts';
import type { Transaction } from './database.ts';
import {
  readMentionsOfMessages,
  readReactionsOfMessages,
  readRevisionsOfMessages,
  type MentionRow,
  type ReactionRow,
  type RevisionRow,
} from './messages/message-parts-store.ts';
import {
  readUnreadFrom,
  readUnreadCounts,
  type UnreadFromRow,
  type UnreadRow,
} from './threads/reading-store.ts';
import { readRostersOfThreads, type RosterRow } from './threads/thread-audience-store.ts';

/** Those of the request's loaders that show what belongs to threads and messages; see `loaders.ts`. */
export interface ConversationLoaders {
  readonly rosterOfThread: GroupLoader<RosterRow>;
  readonly unreadOfThread: RowLoader<UnreadRow>;
  readonly unreadFromOfThread: RowLoader<UnreadFromRow>;
  readonly revisionsOfMessage: GroupLoader<RevisionRow>;
  readonly reactionsOfMessage: GroupLoader<ReactionRow>;
  readonly mentionsOfMessage: GroupLoader<MentionRow>;
}

type Read = <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;

/** Makes them for one request of the company's caller of that subject. */
export function createConversationLoaders(company: string, subject: string, read: Read): ConversationLoaders {
  return {
    rosterOfThread: groupLoader(
      (ids) => read((tx) => readRostersOfThreads(company, tx, ids)),
      (row) => row.threadId,
    ),
    unreadOfThread: rowLoader(
      (ids) => read((tx) => readUnreadCounts(company, tx, ids, subject)),
      (row) => row.threadId,
    ),
    unreadFromOfThread: rowLoader(
      (ids) => read((tx) => readUnreadFrom(company, tx, ids, subject)),
      (row) => row.threadId,
    ),
    revisionsOfMessage: groupLoader(
      (ids) => read((tx) => readRevisionsOfMessages(company, tx, ids)),
      (row) => row.messageId,
    ),
    reactionsOfMessage: groupLoader(
      (ids) => read((tx) => readReactionsOfMessages(company, tx, ids)),
      (row) => row.messageId,
    ),
    mentionsOfMessage: groupLoader(
      (ids) => read((tx) => readMentionsOfMessages(company, tx, ids)),
      (row) => row.messageId,
    ),
  };
}
