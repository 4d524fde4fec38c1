import { Prisma } from '#prisma/shared/client/client.ts';
import { eventIsReadable, messageIsReadable, TEAM_IS_WHOLE } from '../access/readable.ts';
import type { Transaction } from '../database.ts';
import type { EventRow } from '../events/event-rules.ts';

/** An event with what it is of, the same for all callers of a company. */
interface PlacedEvent extends EventRow {
  /** The thread and the message that it is of; null for events of none. */
  readonly threadId: string | null;
  readonly messageId: string | null;
  /** Whether the company was of the thread's audience then; true for events of no thread. */
  readonly isHeard: boolean;
}

/** An event with what the streams of a team or a thread decide by. */
export interface FollowedEvent extends PlacedEvent {
  /** Of the company's caller from whom it took the last card in the team; null where it took none. */
  readonly endsSubject: string | null;
  /** Of a share that is taken back, the threads in which the company reads a message that shows it. */
  readonly shownIn: readonly string[];
}

/** An event with what an inbox decides by. */
export interface StreamedEvent extends PlacedEvent {
  /** Whether the caller wrote the message, is named in it, or is answered by it. */
  readonly isOwn: boolean;
  readonly mentions: boolean;
  readonly answers: boolean;
}

/** How a caller stands to a team, or to a thread and its team. */
export interface Standing {
  readonly teamId: string;
  /** Where the team's log ends now. */
  readonly head: number;
  /** Whether the company goes on hearing it: in the team and, for a thread, of its audience. */
  readonly isIn: boolean;
}

/** Who reads: everything is read in the company's name, and what concerns the caller by its subject. */
export interface Reader {
  readonly company: string;
  readonly subject: string;
}

const IS_IN = (company: string) => Prisma.sql`EXISTS (
  SELECT FROM membership_intervals AS i
  WHERE i.team_id = t.id AND i.company_slug = ${company} AND i.to_sequence IS NULL AND i.readable)`;
const IS_KNOWN = (company: string) => Prisma.sql`EXISTS (
  SELECT FROM membership_intervals AS i
  WHERE i.team_id = t.id AND i.company_slug = ${company} AND i.readable)`;

/** How the caller stands to a team; null where it has never been in, or reads only a part of it. */
export async function readTeamStanding(
  company: string,
  transaction: Transaction,
  teamId: string,
): Promise<Standing | null> {
  const [found] = await transaction.$queryRaw<Standing[]>`
    SELECT t.id AS "teamId", t.last_sequence AS head, ${IS_IN(company)} AS "isIn" FROM teams AS t
    WHERE t.id = ${teamId} AND t.deleted_at IS NULL AND ${TEAM_IS_WHOLE} AND ${IS_KNOWN(company)}`;
  return found ?? null;
}

/** How the caller stands to a thread; null where it is none that the company has ever heard. */
export async function readThreadStanding(
  company: string,
  transaction: Transaction,
  threadId: string,
): Promise<Standing | null> {
  const heard = (more: Prisma.Sql) => Prisma.sql`(NOT th.has_audiences OR EXISTS (
    SELECT FROM thread_audiences AS a
    WHERE a.thread_id = th.id AND (a.company_slug IS NULL OR a.company_slug = ${company}) AND ${more}))`;
  const [found] = await transaction.$queryRaw<Standing[]>`
    SELECT t.id AS "teamId", t.last_sequence AS head,
      (${IS_IN(company)} AND ${heard(Prisma.sql`a.to_sequence IS NULL`)}) AS "isIn"
    FROM threads AS th JOIN teams AS t ON t.id = th.team_id
    WHERE th.id = ${threadId} AND t.deleted_at IS NULL AND ${TEAM_IS_WHOLE} AND ${IS_KNOWN(company)}
      AND ${heard(Prisma.sql`TRUE`)}`;
  return found ?? null;
}

/** Where the logs of the company's present teams end. */
export function readHeads(
  company: string,
  transaction: Transaction,
): Promise<{ teamId: string; head: number; from: number }[]> {
  return transaction.$queryRaw`
    SELECT t.id AS "teamId", t.last_sequence AS head, i.from_sequence AS from
    FROM membership_intervals AS i JOIN teams AS t ON t.id = i.team_id
    WHERE i.company_slug = ${company} AND i.readable AND i.to_sequence IS NULL AND t.deleted_at IS NULL
      AND ${TEAM_IS_WHOLE}
    ORDER BY i.joined_at, t.id LIMIT ${MOST_TEAMS}`;
}

/** The ids of the open invitations to the company. */
export async function readOpenInvitations(company: string, transaction: Transaction): Promise<string[]> {
  const rows = await transaction.$queryRaw<{ id: string }[]>`
    SELECT v.id FROM invitations AS v
    WHERE v.company_slug = ${company} AND v.state = 'SENT' AND v.expires_at > now()
    ORDER BY v.id LIMIT ${MOST_INVITATIONS}`;
  return rows.map(({ id }) => id);
}

export const MOST_TEAMS = 500;
export const MOST_INVITATIONS = 200;

/** A place in a team's log. */
export interface Place {
  readonly teamId: string;
  readonly after: number;
}

/** The next so many readable events of a team after a place in it, the same for all callers of the company. */
export function readFollowed(
  company: string,
  transaction: Transaction,
  place: Place,
  limit: number,
): Promise<FollowedEvent[]> {
  return transaction.$queryRaw<FollowedEvent[]>`
    SELECT e.*, ${isHeard(company)}, (
      SELECT p.subject FROM participants AS p
      WHERE e.kind = 'PARTICIPANT_REMOVED' AND p.id = e.said->>'participantId' AND p.company_slug = ${company}
        AND NOT EXISTS (
          SELECT FROM participants AS q WHERE q.team_id = e."teamId" AND q.left_sequence IS NULL
            AND q.company_slug = ${company} AND q.subject = p.subject)) AS "endsSubject", ARRAY(
      SELECT DISTINCT m.thread_id FROM message_shares AS ms JOIN messages AS m ON m.id = ms.message_id AND m.team_id = ms.team_id
      WHERE e.kind = 'SHARE_REVOKED' AND ms.share_id = e.said->>'shareId' AND ${messageIsReadable(company)}) AS "shownIn"
    FROM ${eventsAfter(company, [place], limit)} AS e LEFT JOIN threads AS th ON th.id = e."threadId"
    ORDER BY e.sequence`;
}

/** The next so many readable events of each team after a place in it, by team and sequence, for one caller. */
export function readStreamed(
  { company, subject }: Reader,
  transaction: Transaction,
  places: readonly Place[],
  limit: number,
): Promise<StreamedEvent[]> {
  const mine = Prisma.sql`p.company_slug = ${company} AND p.subject = ${subject}`;
  return transaction.$queryRaw<StreamedEvent[]>`
    SELECT e.*, ${isHeard(company)},
      EXISTS (SELECT FROM participants AS p WHERE p.id = e."actorId" AND ${mine}) AS "isOwn",
      EXISTS (
        SELECT FROM message_mentions AS mm JOIN participants AS p ON p.id = mm.participant_id
        WHERE mm.message_id = e."messageId" AND ${mine}) AS mentions,
      EXISTS (
        SELECT FROM messages AS r JOIN participants AS p ON p.id = r.author_id
        WHERE r.team_id = e."teamId" AND r.id = e.said->>'replyToId' AND ${mine}) AS answers
    FROM ${eventsAfter(company, places, limit)} AS e LEFT JOIN threads AS th ON th.id = e."threadId"
    ORDER BY e."teamId", e.sequence`;
}

function isHeard(company: string): Prisma.Sql {
  return Prisma.sql`(e."threadId" IS NULL OR th.id IS NOT NULL AND (NOT th.has_audiences OR EXISTS (
    SELECT FROM thread_audiences AS a
    WHERE a.thread_id = th.id AND (a.company_slug IS NULL OR a.company_slug = ${company})
      AND int4range(a.from_sequence, a.to_sequence, '[]') @> e.sequence))) AS "isHeard"`;
}

function eventsAfter(company: string, places: readonly Place[], limit: number): Prisma.Sql {
  return Prisma.sql`(
    SELECT e.team_id AS "teamId", e.sequence, e.id, e.kind, e.actor_id AS "actorId",
      e.company_slug AS "companySlug", e.at, e.payload, e.previous_hash AS "previousHash", e.hash, e.said,
      COALESCE(e.said->>'threadId', CASE WHEN e.said->>'of' = 'THREAD' THEN e.said->>'id' END, m.thread_id)
        AS "threadId",
      COALESCE(e.said->>'messageId', CASE WHEN e.said->>'of' = 'MESSAGE' THEN e.said->>'id' END)
        AS "messageId"
    FROM json_to_recordset(${JSON.stringify(places)}::json) AS place ("teamId" text, after int)
    CROSS JOIN LATERAL (
      SELECT e.*, e.payload::jsonb AS said FROM team_events AS e
      WHERE e.team_id = place."teamId" AND e.sequence > place.after AND ${eventIsReadable(company)}
      ORDER BY e.sequence LIMIT ${limit}) AS e
    LEFT JOIN messages AS m ON m.team_id = e.team_id
      AND m.id = COALESCE(e.said->>'messageId', CASE WHEN e.said->>'of' = 'MESSAGE' THEN e.said->>'id' END))`;
}
