import { Prisma } from '#prisma/shared/client/client.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import { messageIsReadable, messageRevisionIsReadable } from '../access/readable.ts';
import { pageWindow } from '../access/page-window.ts';
import type { Transaction } from '../database.ts';

/** Why a text is gone for the others. */
export type HeldCause = 'REDACTED' | 'EXPIRED' | 'DELETED';

/** What is about to be erased of a team. */
export interface Erasure {
  readonly teamId: string;
  /** Null: all that is in it. */
  readonly messageIds: readonly string[] | null;
  readonly cause: HeldCause;
  readonly at: Date;
}

/** A hold as whatever erases meets it. */
export interface HolderRow {
  readonly id: string;
  readonly teamId: string;
  readonly companySlug: string;
  readonly fromSequence: number;
  readonly toSequence: number | null;
}

/** Who holds what of a team. For a transaction that asks as nobody's: see `asHolders`. */
export function readHolders(transaction: Transaction, teamId: string): Promise<HolderRow[]> {
  return transaction.legalHold.findMany({
    where: { teamId, releasedAt: null },
    select: { id: true, teamId: true, companySlug: true, fromSequence: true, toSequence: true },
    orderBy: { id: 'asc' },
  });
}

/** Copies the texts that the company reads and its hold covers. Answers how many messages: each is kept once. */
export function keepMessages(
  company: string,
  transaction: Transaction,
  { fromSequence, toSequence }: HolderRow,
  { teamId, messageIds, cause, at }: Erasure,
): Promise<number> {
  const which = messageIds === null ? Prisma.empty : Prisma.sql`AND m.id = ANY(${[...messageIds]}::text[])`;
  return transaction.$executeRaw`
    INSERT INTO held_messages (company_slug, message_id, team_id, thread_id, author_id, sequence, created_at, cause,
      held_at, texts)
    SELECT ${company}::text, m.id, m.team_id, m.thread_id, m.author_id, m.sequence, m.created_at, ${cause}::text,
      ${at}::timestamptz, (
      SELECT jsonb_agg(jsonb_build_object('sequence', text.sequence, 'body', text.body, 'salt', text.salt, 'at', text.at)
        ORDER BY text.sequence)
      FROM (
        SELECT m.sequence, m.body, m.body_salt AS salt, m.created_at AS at
        UNION ALL SELECT rv.sequence, rv.body, rv.body_salt, rv.at FROM message_revisions AS rv
        WHERE rv.message_id = m.id AND rv.team_id = m.team_id AND ${messageRevisionIsReadable(company)}) AS text)
    FROM messages AS m
    WHERE m.team_id = ${teamId} ${which} AND m.redacted_at IS NULL AND m.sequence >= ${fromSequence}
      AND m.sequence <= ${toSequence ?? LAST_SEQUENCE} AND ${messageIsReadable(company)}
    ON CONFLICT (company_slug, message_id) DO NOTHING`;
}

/** The largest sequence that the column holds. */
const LAST_SEQUENCE = 2 ** 31 - 1;

/** What happened to a hold. */
export interface HoldEventRow {
  readonly kind: 'PLACED' | 'KEPT' | 'RELEASED';
  /** The `sub` of whoever did it; null for what followed by itself. */
  readonly subject: string | null;
  /** How many messages it was about. */
  readonly messages: number | null;
  readonly at: Date;
}

/** Adds to a hold's own record, which its company alone reads. */
export async function addHoldEvent(
  companySlug: string,
  transaction: Transaction,
  { id: holdId, teamId }: Pick<HolderRow, 'id' | 'teamId'>,
  event: HoldEventRow,
): Promise<void> {
  const number = (await transaction.legalHoldEvent.count({ where: { holdId, companySlug } })) + 1;
  await transaction.legalHoldEvent.create({ data: { holdId, number, teamId, companySlug, ...event } });
}

/** Once a team is deleted nobody is a steward in it: whoever was goes on answering for the hold. */
export async function keepCustodians(
  company: string,
  transaction: Transaction,
  { id }: Pick<HolderRow, 'id'>,
): Promise<void> {
  await transaction.$executeRaw`
    UPDATE legal_holds AS l SET custodians = ARRAY(
      SELECT unnest(l.custodians) UNION SELECT p.subject FROM participants AS p
      WHERE p.team_id = l.team_id AND p.company_slug = ${company} AND p.is_steward AND p.left_sequence IS NULL)
    WHERE l.id = ${id} AND l.company_slug = ${company}`;
}

/** A message that is kept for one company. */
export interface HeldRow {
  readonly holdId: string;
  readonly messageId: string;
  readonly threadId: string;
  readonly authorId: string;
  readonly sequence: number;
  readonly createdAt: Date;
  readonly cause: HeldCause;
  readonly heldAt: Date;
  readonly texts: readonly HeldTextRow[];
}

/** One of its texts. */
export interface HeldTextRow {
  readonly sequence: number;
  readonly body: string;
  readonly salt: string;
  readonly at: string;
}

/** The same page of what each of the holds keeps, by sequence. Who may see a hold is judged before. */
export function readHeldOfHolds(
  company: string,
  transaction: Transaction,
  holdIds: readonly string[],
  page: PageRequest<number>,
): Promise<HeldRow[]> {
  const { within, order, limit } = pageWindow(page, Prisma.sql`hm.sequence`);
  return transaction.$queryRaw<HeldRow[]>`
    SELECT l.id AS "holdId", hm.message_id AS "messageId", hm.thread_id AS "threadId", hm.author_id AS "authorId",
      hm.sequence, hm.created_at AS "createdAt", hm.cause, hm.held_at AS "heldAt", hm.texts
    FROM legal_holds AS l CROSS JOIN LATERAL (
      SELECT * FROM held_messages AS hm
      WHERE hm.company_slug = ${company} AND hm.team_id = l.team_id AND hm.sequence >= l.from_sequence
        AND hm.sequence <= CASE WHEN l.to_sequence IS NULL THEN ${LAST_SEQUENCE}::int ELSE l.to_sequence END AND ${within}
      ${order} ${limit}) AS hm
    WHERE l.id = ANY(${[...holdIds]}::text[]) AND l.company_slug = ${company} AND l.released_at IS NULL
    ${order}`;
}

/** The record of each hold, oldest first. */
export async function readEventsOfHolds(
  company: string,
  transaction: Transaction,
  holdIds: readonly string[],
): Promise<(HoldEventRow & { readonly holdId: string })[]> {
  return transaction.$queryRaw`
    SELECT he.hold_id AS "holdId", he.kind, he.subject, he.messages, he.at FROM legal_hold_events AS he
    WHERE he.hold_id = ANY(${[...holdIds]}::text[]) AND he.company_slug = ${company} ORDER BY he.number`;
}

/** Erases what no hold of the company keeps any more in a team. Answers how many messages. */
export function eraseUnheld(company: string, transaction: Transaction, teamId: string): Promise<number> {
  return transaction.$executeRaw`
    DELETE FROM held_messages AS hm
    WHERE hm.company_slug = ${company} AND hm.team_id = ${teamId} AND NOT EXISTS (
      SELECT FROM legal_holds AS l
      WHERE l.company_slug = ${company} AND l.team_id = hm.team_id AND l.released_at IS NULL
        AND hm.sequence >= l.from_sequence AND (l.to_sequence IS NULL OR hm.sequence <= l.to_sequence))`;
}
