import type { Transaction } from '../database.ts';
import type { ThreadRow } from './thread-store.ts';

/** How a thread stands, whoever may know. For judging writes, under the team's lock. */
export interface ThreadStanding {
  readonly title: string;
  readonly state: ThreadRow['state'];
  readonly visibility: ThreadRow['visibility'];
  readonly createdById: string;
}

/** A participant on a restricted thread's roster. */
export interface RosterRow {
  readonly threadId: string;
  readonly participantId: string;
  readonly companySlug: string;
}

/** How the thread stands now. */
export async function standingOfThread(transaction: Transaction, threadId: string): Promise<ThreadStanding> {
  const [standing] = await transaction.$queryRaw<ThreadStanding[]>`
    SELECT COALESCE(tr.title, th.title) AS title, COALESCE(tr.state, 'OPEN')::text AS state,
      COALESCE(tr.visibility, 'OPEN')::text AS visibility, th.created_by AS "createdById"
    FROM threads AS th LEFT JOIN thread_revisions AS tr ON tr.thread_id = th.id
    WHERE th.id = ${threadId} ORDER BY tr.sequence DESC LIMIT 1`;
  if (standing === undefined) throw new Error('A thread that was found before is gone.');
  return standing;
}

/** Who is on the thread's roster now, whoever may know; nobody on that of an open one. */
export async function rosterOfThread(transaction: Transaction, threadId: string): Promise<RosterRow[]> {
  return transaction.$queryRaw<RosterRow[]>`
    SELECT a.thread_id AS "threadId", a.participant_id AS "participantId", a.company_slug AS "companySlug"
    FROM thread_audiences AS a
    WHERE a.thread_id = ${threadId} AND a.to_sequence IS NULL AND a.participant_id IS NOT NULL`;
}

/** The present rosters of those of the threads in which the company has somebody, in the order in which they came. */
export function readRostersOfThreads(
  company: string,
  transaction: Transaction,
  threadIds: readonly string[],
): Promise<RosterRow[]> {
  return transaction.$queryRaw<RosterRow[]>`
    SELECT a.thread_id AS "threadId", a.participant_id AS "participantId", a.company_slug AS "companySlug"
    FROM thread_audiences AS a JOIN participants AS p ON p.id = a.participant_id
    WHERE a.thread_id = ANY(${[...threadIds]}::text[]) AND a.to_sequence IS NULL AND EXISTS (
      SELECT FROM thread_audiences AS own JOIN membership_intervals AS i
        ON i.team_id = own.team_id AND i.company_slug = own.company_slug AND i.to_sequence IS NULL
      WHERE own.thread_id = a.thread_id AND own.company_slug = ${company} AND own.to_sequence IS NULL)
    ORDER BY p.joined_sequence`;
}

/** Adds how a thread stands from the sequence of an event on. */
export async function insertThreadRevision(
  transaction: Transaction,
  place: { readonly threadId: string; readonly teamId: string; readonly sequence: number },
  { title, state, visibility }: Omit<ThreadStanding, 'createdById'>,
): Promise<void> {
  await transaction.threadRevision.create({ data: { ...place, title, state, visibility } });
}

/** Ends the present audience of a thread at a sequence: all of it, or some participants' part. */
export async function endAudience(
  transaction: Transaction,
  threadId: string,
  toSequence: number,
  participantIds?: readonly string[],
): Promise<void> {
  const who = participantIds === undefined ? {} : { participantId: { in: [...participantIds] } };
  await transaction.threadAudience.updateMany({
    where: { threadId, toSequence: null, ...who },
    data: { toSequence },
  });
}

/** Who reads a thread from a sequence on, beside those who do already: participants, or everybody for `null`. */
export async function addAudience(
  transaction: Transaction,
  place: { readonly threadId: string; readonly teamId: string; readonly fromSequence: number },
  participants: readonly { readonly id: string; readonly companySlug: string }[] | null,
): Promise<void> {
  const rows = participants?.map(({ id, companySlug }) => ({ participantId: id, companySlug })) ?? [{}];
  const data = rows.map((row) => ({ ...place, ...row, id: crypto.randomUUID() }));
  await transaction.threadAudience.createMany({ data });
}

/** A thread's first restriction: until now everybody read it, from its creation on. */
export async function beginAudiences(
  transaction: Transaction,
  { id: threadId, teamId, createdSequence: fromSequence }: ThreadRow,
): Promise<void> {
  const begun = await transaction.thread.updateMany({
    where: { id: threadId, hasAudiences: false },
    data: { hasAudiences: true },
  });
  if (begun.count === 1) await addAudience(transaction, { threadId, teamId, fromSequence }, null);
}

/** Takes those who have left the team off its threads' rosters, at the sequence at which they left. */
export async function endDepartedAudiences(transaction: Transaction, teamId: string): Promise<void> {
  await transaction.$executeRaw`
    UPDATE thread_audiences AS a SET to_sequence = p.left_sequence FROM participants AS p
    WHERE a.team_id = ${teamId} AND a.to_sequence IS NULL AND p.id = a.participant_id AND p.left_sequence IS NOT NULL`;
}
