import { isIdOf } from '#schema/wire/ids.ts';
import {
  pageRequest,
  sequenceKey,
  toConnection,
  type Connection,
  type PageArguments,
  type PageRequest,
} from '#subgraphs/kit/connection.ts';
import { badInput } from '#subgraphs/kit/errors.ts';
import type { Context } from '../context.ts';
import type { MessageRow } from '../messages/message-store.ts';
import type { ThreadRow } from './thread-store.ts';

/** What a page of a thread's messages is asked for with. */
export interface MessagePageArguments extends PageArguments {
  /** A message's id or sequence. */
  readonly around?: string | null | undefined;
}

/** A page of a thread's messages, in either direction or around one of them. */
export async function messagesOfThread(
  thread: ThreadRow,
  { around, ...args }: MessagePageArguments,
  context: Context,
): Promise<Connection<MessageRow>> {
  if (around == null) return readPage(thread, pageRequest(args, sequenceKey), context);
  if (args.after != null || args.before != null || args.last != null)
    throw badInput('Give "around" with "first" alone.');
  const { limit } = pageRequest(args, sequenceKey);
  const middle = await middleOf(thread, around, context);
  return middle === null
    ? toConnection([], FIRST, sequenceKey, sequenceOf)
    : pageAround(thread, middle, limit, context);
}

const FIRST = { limit: 1, backward: false, after: null, before: null } as const;
const sequenceOf = (message: MessageRow) => message.sequence;

async function readPage(thread: ThreadRow, page: PageRequest<number>, context: Context) {
  const rows = await context.loaders().messagesOfThread.load(thread.id, page);
  return toConnection(rows, page, sequenceKey, sequenceOf);
}

/** A message that is missing or hidden has nothing around it. A sequence is a place, whether or not a message is there. */
async function middleOf(thread: ThreadRow, around: string, context: Context): Promise<number | null> {
  if (!isIdOf(around, 'msg')) return sequenceKey.read(around);
  const message = await context.loaders().messages.load(around);
  return message?.threadId === thread.id ? message.sequence : null;
}

/** The later half begins with the middle. */
async function pageAround(thread: ThreadRow, middle: number, limit: number, context: Context) {
  const earlier = Math.floor(limit / 2);
  const range = { after: null, before: null };
  const [before, after] = await Promise.all([
    readPage(thread, { ...range, limit: earlier, backward: true, before: middle }, context),
    readPage(thread, { ...range, limit: limit - earlier, backward: false, after: middle - 1 }, context),
  ]);
  const edges = [...before.edges, ...after.edges];
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasPreviousPage: before.pageInfo.hasPreviousPage,
      hasNextPage: after.pageInfo.hasNextPage,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
