import { isIdOf, parseId } from '#schema/wire/ids.ts';
import { change, existing, notOffered, Refusal, text } from './changes.ts';
import { newId, type Context, type Me } from './context.ts';
import type { Sql } from './database.ts';
import { pageOf, searchWords, snippetParts, type PageArguments } from './paging.ts';
import { colleague } from './staff.ts';
import * as things from './things.ts';
import {
  find,
  findAll,
  findWords,
  list,
  type Note,
  type PrivateMessage,
  type PrivateThread,
} from './things.ts';

interface PostInput {
  readonly threadId: string;
  readonly body: string;
  readonly idempotencyKey: string;
  readonly replyToId?: string | null;
  readonly mentionIds?: readonly string[] | null;
}

/** Internal threads and messages, and notes beside shared ones. */
export const conversation = {
  Workspace: {
    privateThreads: async (
      _: unknown,
      args: PageArguments & { archived?: boolean | null },
      { db }: Context,
    ) =>
      // Nimbus archives no thread.
      pageOf(args.archived === true ? [] : await list<PrivateThread>(db.sql, 'pth'), args, ({ id }) => id),
    privateThread: (_: unknown, { id }: { id: string }, { db }: Context) => find(db.sql, 'pth', id),
    searchPrivateMessages: async (
      _: unknown,
      args: PageArguments & { query: string; threadId?: string | null },
      { db }: Context,
    ) => {
      const found = await findWords<PrivateMessage>(db.sql, 'pms', searchWords(args.query));
      const hits = found
        .filter(({ parent }) => args.threadId == null || parent === args.threadId)
        .map(({ snippetText, rank, ...message }) => ({ message, rank, snippet: snippetParts(snippetText) }));
      return pageOf(hits, args, ({ message }) => message.id);
    },
  },
  PrivateThread: {
    archivedAt: () => null,
    openedBy: ({ openedById }: PrivateThread, _: unknown, context: Context) => colleague(openedById, context),
    unreadCount: async ({ id, readUpTo }: PrivateThread, _: unknown, { db, me }: Context) => {
      const read = readUpTo[me?.id ?? ''] ?? 0;
      const messages = await list<PrivateMessage>(db.sql, 'pms', id);
      const unread = messages.filter(
        (one) => one.sequence > read && one.authorId !== me?.id && !one.redactedAt,
      );
      return Math.min(unread.length, 1000);
    },
    messages: async ({ id }: PrivateThread, args: PageArguments, { db }: Context) =>
      pageOf(await list<PrivateMessage>(db.sql, 'pms', id), args, (message) => message.id),
  },
  PrivateMessage: {
    author: ({ authorId }: PrivateMessage, _: unknown, context: Context) => colleague(authorId, context),
    onBehalfOf: ({ onBehalfOfId }: PrivateMessage, _: unknown, context: Context) =>
      colleague(onBehalfOfId, context),
    replyTo: ({ replyToId }: PrivateMessage, _: unknown, { db }: Context) =>
      replyToId === null ? null : find(db.sql, 'pms', replyToId),
    mentions: async ({ mentionIds }: PrivateMessage, _: unknown, context: Context) =>
      (await Promise.all(mentionIds.map((id) => colleague(id, context)))).filter((one) => one !== null),
    reactions: () => [],
    revisions: ({ redactedAt, body, createdAt }: PrivateMessage) =>
      redactedAt === null ? [{ number: 1, body, at: createdAt }] : [],
    thread: ({ parent }: PrivateMessage, _: unknown, { db }: Context) => find(db.sql, 'pth', parent ?? ''),
  },
  Thread: { notes: ({ id }: { id: string }, _: unknown, { db }: Context) => list<Note>(db.sql, 'nte', id) },
  Message: { notes: ({ id }: { id: string }, _: unknown, { db }: Context) => list<Note>(db.sql, 'nte', id) },
  Note: {
    threadId: ({ parent }: Note) => (parseId(parent)?.kind === 'thr' ? parent : null),
    messageId: ({ parent }: Note) => (parseId(parent)?.kind === 'msg' ? parent : null),
    author: ({ authorId }: Note, _: unknown, context: Context) => colleague(authorId, context),
  },
  Mutation: {
    createPrivateThread: change<{ title: string; slug?: string | null; agentLoopLimit?: number | null }>(
      'people',
      async (sql, input, me, context) => {
        const title = text(input.title, 'title', 200);
        const slug = input.slug ?? `thread-${context.ulid().toLowerCase()}`;
        if (!/^[a-z][a-z0-9-]{1,62}$/.test(slug))
          throw new Refusal('INVALID_INPUT', 'This is no slug.', 'slug');
        const threads = await list<PrivateThread>(sql, 'pth');
        if (threads.some((thread) => thread.slug === slug))
          throw new Refusal('CONFLICT', 'There is a thread of this slug.', 'slug');
        const agentLoopLimit = input.agentLoopLimit ?? 8;
        if (agentLoopLimit < 1 || agentLoopLimit > 100)
          throw new Refusal('INVALID_INPUT', 'It is from 1 to 100.', 'agentLoopLimit');
        const createdAt = context.now().toISOString();
        const fields = { title, slug, agentLoopLimit, createdAt, openedById: me.id, readUpTo: {} };
        return { thread: await things.add(sql, { id: newId(context, 'pth'), parent: null, ...fields }) };
      },
    ),
    markPrivateThreadRead: change<{ threadId: string; sequence: number }>('all', async (sql, input, me) => {
      const { id, readUpTo } = existing(
        await things.hold<PrivateThread>(sql, 'pth', input.threadId),
        'threadId',
      );
      const last = (await list(sql, 'pms', id)).length;
      if (input.sequence < 0 || input.sequence > last)
        throw new Refusal('INVALID_INPUT', 'There is no such message.', 'sequence');
      const fields = { readUpTo: { ...readUpTo, [me.id]: input.sequence } };
      return { thread: await things.change<PrivateThread>(sql, id, fields) };
    }),
    postPrivateMessage: change<PostInput>('all', post),
    redactPrivateMessage: change<{ messageId: string }>('all', async (sql, { messageId }, me, { now }) => {
      const found = existing(await things.hold<PrivateMessage>(sql, 'pms', messageId), 'messageId');
      if (found.authorId !== me.id && me.role !== 'ADMIN')
        throw new Refusal('NOT_PERMITTED', 'It is somebody else’s.', 'messageId');
      if (found.redactedAt !== null) return { message: found };
      const redactionCause = found.authorId === me.id ? 'AUTHOR' : 'ADMINISTRATOR';
      const fields = { body: '', redactedAt: now().toISOString(), redactionCause } as const;
      return { message: await things.change<PrivateMessage>(sql, found.id, fields) };
    }),
    renamePrivateThread: notOffered,
    archivePrivateThread: notOffered,
    unarchivePrivateThread: notOffered,
    editPrivateMessage: notOffered,
    addPrivateReaction: notOffered,
    removePrivateReaction: notOffered,
    addNote: change<{ threadId?: string | null; messageId?: string | null; body: string }>(
      'all',
      async (sql, { threadId, messageId, body }, me, context) => {
        const parent = threadId ?? messageId ?? '';
        if ((threadId == null) === (messageId == null))
          throw new Refusal('INVALID_INPUT', 'Give a thread or a message.');
        if (!isIdOf(parent, threadId == null ? 'msg' : 'thr'))
          throw new Refusal(
            'NOT_FOUND',
            'There is no such thing.',
            threadId == null ? 'messageId' : 'threadId',
          );
        const times = { createdAt: context.now().toISOString(), editedAt: null };
        const fields = { body: text(body, 'body', 10_000), authorId: me.id, ...times };
        return { note: await things.add(sql, { id: newId(context, 'nte'), parent, ...fields }) };
      },
    ),
    editNote: change<{ noteId: string; body: string }>('all', async (sql, { noteId, body }, me, { now }) => {
      const { id } = await ownNote(sql, noteId, me);
      const fields = { body: text(body, 'body', 10_000), editedAt: now().toISOString() };
      return { note: await things.change<Note>(sql, id, fields) };
    }),
    deleteNote: change<{ noteId: string }>('all', async (sql, { noteId }, me) => {
      const { id } = await ownNote(sql, noteId, me);
      await things.erase(sql, id);
      return { noteId: id };
    }),
  },
};

async function ownNote(sql: Sql, id: string, me: Me): Promise<Note> {
  const note = existing(await things.hold<Note>(sql, 'nte', id), 'noteId');
  if (note.authorId !== me.id && me.role !== 'ADMIN')
    throw new Refusal('NOT_PERMITTED', 'It is somebody else’s.', 'noteId');
  return note;
}

async function post(sql: Sql, input: PostInput, me: Me, context: Context) {
  const { id: parent, agentLoopLimit } = existing(
    await things.hold<PrivateThread>(sql, 'pth', input.threadId),
    'threadId',
  );
  const body = text(input.body, 'body', 65_536);
  if (Buffer.byteLength(body) > 65_536) throw new Refusal('INVALID_INPUT', 'It has up to 64 KiB.', 'body');
  if (!/^[ -~]{1,128}$/.test(input.idempotencyKey))
    throw new Refusal('INVALID_INPUT', 'A key is 1 to 128 printable ASCII characters.', 'idempotencyKey');
  const key = `${me.id} ${input.idempotencyKey}`;
  const messages = await list<PrivateMessage>(sql, 'pms', parent);
  const again = (await list<PrivateMessage>(sql, 'pms')).find((message) => message.key === key);
  if (again && (again.parent !== parent || again.body !== body))
    throw new Refusal('CONFLICT', 'This key was used for something else.', 'idempotencyKey');
  if (again) return { message: again };
  const latest = messages.slice(-agentLoopLimit);
  const looping =
    latest.length >= agentLoopLimit && latest.every(({ authorId }) => parseId(authorId)?.kind === 'agt');
  if (me.role === 'AGENT' && looping) throw new Refusal('AGENT_LOOP', 'A person has to speak first.');
  const replyToId = input.replyToId ?? null;
  if (replyToId !== null && !messages.some(({ id }) => id === replyToId))
    throw new Refusal('NOT_FOUND', 'There is no such message.', 'replyToId');
  const fields = {
    ...{ body, key, replyToId, authorId: me.id, mentionIds: await mentioned(sql, input.mentionIds ?? []) },
    ...{
      sequence: messages.length + 1,
      createdAt: context.now().toISOString(),
      redactedAt: null,
      editedAt: null,
    },
    onBehalfOfId: await actingFor(sql, context),
  };
  return { message: await things.add<PrivateMessage>(sql, { id: newId(context, 'pms'), parent, ...fields }) };
}

async function mentioned(sql: Sql, ids: readonly string[]): Promise<string[]> {
  const there = [...(await findAll(sql, 'agt', ids)), ...(await findAll(sql, 'psn', ids))];
  if (ids.length > 50 || there.length < new Set(ids).size)
    throw new Refusal('NOT_FOUND', 'Some of them are not there.', 'mentionIds');
  return [...new Set(ids)];
}

async function actingFor(sql: Sql, { caller }: Context): Promise<string | null> {
  if (caller.kind !== 'own' || caller.actingFor === null) return null;
  const people = await list<things.Person>(sql, 'psn');
  return people.find(({ subject }) => subject === caller.actingFor)?.id ?? null;
}
