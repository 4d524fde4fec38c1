import { Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { freeSlug, slugFrom } from '#subgraphs/kit/slug-rules.ts';
import { titleErrors } from '#subgraphs/kit/thread-rules.ts';
import { userError } from '#subgraphs/kit/user-error.ts';
import { carryOut } from '../access/carry-out.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { appendPrivateEvent, type PrivateEventDraft } from './private-event-store.ts';
import { putPrivateReadMarker } from './private-reading-store.ts';
import {
  mayTend,
  privateThreadInputErrors,
  USUAL_LOOP,
  type PrivateThreadInput,
} from './private-thread-rules.ts';
import { enterPrivateThread } from './private-thread-scene.ts';
import {
  insertPrivateThread,
  readPrivateSlugs,
  updatePrivateThread,
  type PrivateThreadRow,
} from './private-thread-store.ts';

/** Opens an internal thread. */
export function createPrivateThread(
  context: Context,
  input: PrivateThreadInput,
): Promise<Outcome<PrivateThreadRow>> {
  const errors = privateThreadInputErrors(input);
  return carryOut(context, 'openPrivateThread', errors, async (transaction, actor) => {
    const thread = await insertPrivateThread(transaction, {
      id: context.ids.company('pth', context.company),
      slug: await chooseSlug(transaction, input),
      title: input.title,
      createdAt: context.now(),
      archivedAt: null,
      agentLoopLimit: input.agentLoopLimit ?? USUAL_LOOP,
      openedById: actor.id,
    });
    const event = {
      kind: 'THREAD_CREATED',
      at: thread.createdAt,
      actorId: actor.id,
      messageId: null,
    } as const;
    await appendPrivateEvent(transaction, { threadId: thread.id, ...event });
    return thread;
  });
}

async function chooseSlug(transaction: Transaction, { title, slug }: PrivateThreadInput): Promise<string> {
  const taken = await readPrivateSlugs(transaction);
  if (slug == null) return freeSlug(slugFrom(title, 'thread'), taken);
  if (taken.has(slug)) throw new Refusal('CONFLICT', 'The company has a thread with this slug.', 'slug');
  return slug;
}

/** Gives a thread another title. */
export function renamePrivateThread(
  context: Context,
  { threadId, title }: { readonly threadId: string; readonly title: string },
): Promise<Outcome<PrivateThreadRow>> {
  return tended(context, threadId, titleErrors(title), (thread) =>
    thread.title === title ? null : { kind: 'THREAD_RENAMED', becomes: { title } },
  );
}

/** Has a thread take no more messages, or take them again. */
export function archivePrivateThread(
  context: Context,
  threadId: string,
  archived: boolean,
): Promise<Outcome<PrivateThreadRow>> {
  return tended(context, threadId, [], (thread) => {
    if ((thread.archivedAt !== null) === archived)
      throw new Refusal(
        'CONFLICT',
        archived ? 'The thread is archived already.' : 'The thread is not archived.',
      );
    return {
      kind: archived ? 'THREAD_ARCHIVED' : 'THREAD_UNARCHIVED',
      becomes: { archivedAt: archived ? context.now() : null },
    };
  });
}

interface Tending {
  readonly kind: PrivateEventDraft['kind'];
  readonly becomes: Parameters<typeof updatePrivateThread>[2];
}

/** @param change null: it is so already */
function tended(
  context: Context,
  threadId: string,
  errors: ReturnType<typeof titleErrors>,
  change: (thread: PrivateThreadRow) => Tending | null,
): Promise<Outcome<PrivateThreadRow>> {
  return carryOut(context, 'openPrivateThread', errors, async (transaction, actor) => {
    const thread = await enterPrivateThread(context, transaction, threadId);
    if (!mayTend(actor, thread))
      throw new Refusal('NOT_PERMITTED', 'Only administrators and whoever opened the thread do this.');
    const changed = change(thread);
    if (changed === null) return thread;
    const event = { kind: changed.kind, at: context.now(), actorId: actor.id, messageId: null };
    await appendPrivateEvent(transaction, { threadId, ...event });
    return updatePrivateThread(transaction, threadId, changed.becomes);
  });
}

/** Marks a thread as read for the caller alone. */
export function markPrivateThreadRead(
  context: Context,
  { threadId, sequence }: { readonly threadId: string; readonly sequence: number },
): Promise<Outcome<PrivateThreadRow>> {
  const errors = sequence >= 0 ? [] : [userError('INVALID_INPUT', 'A sequence is 0 or more.', 'sequence')];
  return carryOut(context, 'markRead', errors, async (transaction, actor) => {
    const thread = await enterPrivateThread(context, transaction, threadId);
    const marker = { threadId, readerId: actor.id, sequence, at: context.now() };
    await putPrivateReadMarker(transaction, marker);
    return thread;
  });
}
