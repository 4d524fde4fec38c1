import type { PrivateThreadEvent, PrivateThreadEventKind } from '#prisma/company/client/client.ts';
import type { Transaction } from '../database.ts';
import { STREAMS_CHANNEL } from '../live/stream-notice.ts';

/** One change of an internal thread. */
export type PrivateEventRow = PrivateThreadEvent;

/** A change that has no place in its thread's log yet. */
export interface PrivateEventDraft {
  readonly threadId: string;
  readonly kind: PrivateThreadEventKind;
  readonly at: Date;
  /** Who made it: an agent's or a person's id. */
  readonly actorId: string | null;
  /** Null for changes of the thread itself. */
  readonly messageId: string | null;
}

/**
 * Adds a change at the end of its thread's log, in the transaction that makes the change and under the thread's lock.
 * Streams are told of it when the transaction commits.
 */
export async function appendPrivateEvent(transaction: Transaction, draft: PrivateEventDraft): Promise<void> {
  const { threadId, kind, at, actorId, messageId } = draft;
  await transaction.$queryRaw`
    WITH added AS (
      INSERT INTO private_thread_events (thread_id, sequence, kind, at, message_id, actor_id)
      SELECT ${threadId}, COALESCE(max(e.sequence), 0) + 1, ${kind}::private_thread_event_kind, ${at}::timestamptz,
        ${messageId}, ${actorId}
      FROM private_thread_events AS e WHERE e.thread_id = ${threadId}
      RETURNING thread_id)
    SELECT pg_notify(${STREAMS_CHANNEL}, thread_id)::text FROM added`;
}

/** A portion of a thread's log. */
export interface PrivateEvents {
  /** The sequence at which the log ends now; 0 for an empty one. */
  readonly head: number;
  readonly events: readonly PrivateEventRow[];
}

/**
 * The next so many changes of a thread after a place in its log, by sequence; null where there is no such thread. Who may
 * have them is judged after they are read, so that nothing is given of what came once somebody had lost the right to it.
 *
 * @param after null: only where the log ends
 */
export async function readPrivateEvents(
  db: Transaction,
  threadId: string,
  { after, limit }: { readonly after: number | null; readonly limit: number },
): Promise<PrivateEvents | null> {
  const [found] = await db.$queryRaw<{ head: number }[]>`
    SELECT COALESCE((SELECT max(e.sequence) FROM private_thread_events AS e WHERE e.thread_id = t.id), 0) AS head
    FROM private_threads AS t WHERE t.id = ${threadId}`;
  if (found === undefined) return null;
  if (after === null) return { head: found.head, events: [] };
  const events = await db.privateThreadEvent.findMany({
    where: { threadId, sequence: { gt: after } },
    orderBy: { sequence: 'asc' },
    take: limit,
  });
  return { head: found.head, events };
}
