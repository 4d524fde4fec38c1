import type { Clock } from '#schema/wire/signatures.ts';
import { startRecurring } from '#subgraphs/kit/recurring.ts';
import { WRITE_LIMITS, type Database } from '../database.ts';
import { appendPrivateEvent } from './private-event-store.ts';
import { duePrivateMessages, threadsWithDueMessages } from './private-retention-store.ts';
import { erasePrivateMessage } from './private-message-writing-store.ts';
import { lockPrivateThread } from './private-thread-store.ts';

/** What the job takes from the program. */
export interface PrivateRetentionTools {
  readonly db: Database;
  readonly clock: Clock;
  /** After how many days the text of an internal message goes. */
  readonly days: number;
}

const DAY_MS = 86_400_000;
const INTERVAL_MS = 3_600_000;
/** A batch holds up a thread's writers, so it is small. */
const BATCH = 100;

/**
 * Erases internal messages that are older than the company keeps them, as their authors' own redaction does: a tombstone
 * stays, and the thread's log tells of it, with nobody as its actor. Answers how many.
 */
export async function eraseExpiredPrivate(tools: PrivateRetentionTools): Promise<number> {
  const before = new Date(tools.clock() - tools.days * DAY_MS);
  let erased = 0;
  for (const threadId of await threadsWithDueMessages(tools.db, before))
    for (let last = BATCH; last === BATCH; erased += last) last = await eraseBatch(threadId, before, tools);
  return erased;
}

/** Under the thread's lock: several replicas erase each message once. */
function eraseBatch(threadId: string, before: Date, { db, clock }: PrivateRetentionTools): Promise<number> {
  return db.$transaction(async (transaction) => {
    await lockPrivateThread(transaction, threadId);
    const due = await duePrivateMessages(transaction, threadId, { before, limit: BATCH });
    const at = new Date(clock());
    const change = { threadId, kind: 'MESSAGE_REDACTED', at, actorId: null } as const;
    for (const messageId of due) {
      await erasePrivateMessage(transaction, messageId, at);
      await appendPrivateEvent(transaction, { ...change, messageId });
    }
    return due.length;
  }, WRITE_LIMITS);
}

/** Runs the job now and then, every hour unless told, until it is stopped. */
export function startPrivateRetention(
  tools: PrivateRetentionTools,
  options: {
    readonly intervalMs?: number;
    readonly onRun: (erased: number) => void;
    readonly onFault: (error: unknown) => void;
  },
): { stop(): Promise<void> } {
  const { intervalMs = INTERVAL_MS, onRun, onFault } = options;
  return startRecurring(async () => onRun(await eraseExpiredPrivate(tools)), { intervalMs, onFault });
}
