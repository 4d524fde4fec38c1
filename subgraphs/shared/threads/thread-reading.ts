import { userError } from '#subgraphs/kit/user-error.ts';
import type { Context } from '../context.ts';
import { readMessagesOfThreads } from '../messages/message-store.ts';
import { outcomeOf, type Outcome } from '#subgraphs/kit/refusal.ts';
import { putReadMarker } from './reading-store.ts';
import { visibleThread } from './thread-scene.ts';
import type { ThreadRow } from './thread-store.ts';

const LATEST = { limit: 0, backward: true, after: null, before: null } as const;

/**
 * Marks a thread as read for the caller alone. No event and no lock: it is the caller's own row. Nothing is marked beyond
 * the latest message that the company reads, so that what comes is unread.
 */
export function markRead(
  context: Context,
  { threadId, sequence }: { readonly threadId: string; readonly sequence: number },
): Promise<Outcome<ThreadRow>> {
  const { company, caller } = context;
  const errors = sequence >= 0 ? [] : [userError('INVALID_INPUT', 'A sequence is 0 or more.', 'sequence')];
  return outcomeOf(errors, () =>
    context.write(async (transaction) => {
      const thread = await visibleThread(company, transaction, threadId);
      const [latest] = await readMessagesOfThreads(company, transaction, [threadId], LATEST);
      await putReadMarker(company, transaction, {
        ...{ threadId, teamId: thread.teamId, subject: caller.subject, at: context.now() },
        sequence: Math.min(sequence, latest?.sequence ?? 0),
      });
      return thread;
    }),
  );
}
