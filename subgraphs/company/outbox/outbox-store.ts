import type { CompanyCommand, CompanyRequestReply } from '#schema/wire/company-requests.ts';
import type { Actor } from '../access/action-rules.ts';
import type { Database, Transaction } from '../database.ts';
import { LEASE_MS, subjectOf } from './outbox-rules.ts';

/** What the shared layer is to be told, and in whose name. */
export interface Errand {
  /** A ULID. */
  readonly requestId: string;
  readonly command: CompanyCommand;
  readonly actor: Actor;
  readonly now: Date;
  /** When to send it; at once when left out. */
  readonly notBefore?: Date;
}

/** A request that was taken to be sent. */
export interface ClaimedItem {
  readonly requestId: string;
  readonly subjectId: string;
  readonly kind: CompanyCommand['kind'];
  /** The exact text to send. */
  readonly body: string;
  readonly actorSubject: string;
  readonly actorKind: 'person' | 'agent';
  /** This one counted. */
  readonly attempts: number;
}

/** Writes a request down, in the transaction of what it tells of: either both are there or none. */
export async function enqueue(transaction: Transaction, errand: Errand): Promise<string> {
  const { requestId, command, actor, now } = errand;
  await transaction.outboxItem.create({
    data: {
      requestId,
      subjectId: subjectOf(command),
      kind: command.kind,
      body: JSON.stringify({ requestId, command }),
      actorSubject: actor.subject,
      actorKind: actor.kind,
      createdAt: now,
      nextAttemptAt: errand.notBefore ?? now,
    },
  });
  return requestId;
}

/** Forgets all about a subject of which the shared layer has never been told. Whether that was so. */
export async function cancelUnsent(transaction: Transaction, subjectId: string): Promise<boolean> {
  const opening = { in: ['addParticipant', 'createShare'] };
  const { count } = await transaction.outboxItem.deleteMany({
    where: { subjectId, kind: opening, attempts: 0, doneAt: null },
  });
  if (count > 0) await forgetSubject(transaction, subjectId);
  return count > 0;
}

/** Forgets what is still to be sent about a subject. */
export async function forgetSubject(transaction: Transaction, subjectId: string): Promise<void> {
  await transaction.outboxItem.deleteMany({ where: { subjectId, doneAt: null } });
}

/** Sends now what was written down for later; its request id, or null when there is no such request. */
export async function hasten(
  transaction: Transaction,
  subjectId: string,
  kind: CompanyCommand['kind'],
  now: Date,
): Promise<string | null> {
  const where = { subjectId, kind, doneAt: null };
  const waiting = await transaction.outboxItem.findFirst({ where, select: { requestId: true } });
  await transaction.outboxItem.updateMany({
    where: { ...where, nextAttemptAt: { gt: now }, attempts: 0 },
    data: { nextAttemptAt: now },
  });
  return waiting?.requestId ?? null;
}

/**
 * Takes requests that are due, for as long as the lease: the first of each subject. Replicas never take the same one,
 * and one that dies leaves it to the others.
 */
export function claimDue(db: Database, now: Date, most: number): Promise<ClaimedItem[]> {
  const lease = new Date(now.getTime() + LEASE_MS);
  return db.$queryRaw<ClaimedItem[]>`
    UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ${lease}
    WHERE done_at IS NULL AND request_id IN (
      SELECT request_id FROM outbox AS item
      WHERE done_at IS NULL AND next_attempt_at <= ${now} AND NOT EXISTS (
        SELECT FROM outbox AS earlier
        WHERE earlier.subject_id = item.subject_id AND earlier.position < item.position
          AND earlier.done_at IS NULL
      )
      ORDER BY position LIMIT ${most} FOR UPDATE SKIP LOCKED
    )
    RETURNING request_id AS "requestId", subject_id AS "subjectId", kind, body,
              actor_subject AS "actorSubject", actor_kind AS "actorKind", attempts`;
}

/** Puts a request that got no answer off. */
export async function postpone(db: Database, requestId: string, until: Date): Promise<void> {
  await db.outboxItem.updateMany({ where: { requestId, doneAt: null }, data: { nextAttemptAt: until } });
}

/** Notes the answer, once, and forgets the text. Whether it was the first answer. */
export async function markAnswered(
  transaction: Transaction,
  requestId: string,
  reply: CompanyRequestReply,
  now: Date,
): Promise<boolean> {
  const refused =
    reply.outcome === 'refused' ? { refusedCode: reply.code, refusedMessage: reply.message } : {};
  const { count } = await transaction.outboxItem.updateMany({
    where: { requestId, doneAt: null },
    data: { doneAt: now, body: null, ...refused },
  });
  return count > 0;
}

/** The answer to a request; null while there is none. */
export async function readAnswer(db: Database, requestId: string): Promise<CompanyRequestReply | null> {
  const item = await db.outboxItem.findUnique({ where: { requestId } });
  if (item?.doneAt == null) return null;
  if (item.refusedCode === null) return { outcome: 'done' };
  return { outcome: 'refused', code: item.refusedCode, message: item.refusedMessage ?? '' };
}

/** How many requests wait for the shared layer's answer. */
export function countWaiting(db: Database): Promise<number> {
  return db.outboxItem.count({ where: { doneAt: null } });
}
