import { Prisma } from '#prisma/shared/client/client.ts';
import { participantHasLeft, participantIsReadable } from '../access/readable.ts';
import type { Caller } from '../passport.ts';
import type { Transaction } from '../database.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';

/** A participant's public card. Its subject at its company's issuer stays out of it. */
export interface ParticipantRow {
  readonly id: string;
  readonly teamId: string;
  readonly companySlug: string;
  readonly kind: 'PERSON' | 'AGENT';
  readonly displayName: string;
  readonly title: string | null;
  readonly isSteward: boolean;
  /** As far as the reading company may know. */
  readonly status: 'ACTIVE' | 'FORMER';
}

function columns(company: string): Prisma.Sql {
  return Prisma.sql`p.id, p.team_id AS "teamId", p.company_slug AS "companySlug", p.kind::text AS kind,
    p.display_name AS "displayName", p.title, p.is_steward AS "isSteward",
    CASE WHEN ${participantHasLeft(company)} THEN 'FORMER' ELSE 'ACTIVE' END AS status`;
}

/** Those of the participants that the company may read, in no order. */
export function readParticipantsById(
  company: string,
  transaction: Transaction,
  ids: readonly string[],
): Promise<ParticipantRow[]> {
  return transaction.$queryRaw<ParticipantRow[]>`
    SELECT ${columns(company)} FROM participants AS p
    WHERE p.id = ANY(${[...ids]}::text[]) AND ${participantIsReadable(company)}`;
}

/**
 * Who takes part in each of the teams, in the order in which they came: now, or for a company that has left, when its
 * last interval ended.
 */
export function readParticipantsOfTeams(
  company: string,
  transaction: Transaction,
  teamIds: readonly string[],
): Promise<ParticipantRow[]> {
  return transaction.$queryRaw<ParticipantRow[]>`
    SELECT ${columns(company)} FROM unnest(${[...teamIds]}::text[]) AS parent (id) CROSS JOIN LATERAL (
      SELECT i.to_sequence FROM membership_intervals AS i
      WHERE i.team_id = parent.id AND i.company_slug = ${company} AND i.readable AND NOT i.granted
      ORDER BY i.from_sequence DESC LIMIT 1) AS latest
    JOIN participants AS p ON p.team_id = parent.id
    WHERE (latest.to_sequence IS NULL OR p.joined_sequence <= latest.to_sequence)
      AND (p.left_sequence IS NULL OR p.left_sequence >= latest.to_sequence)
      AND ${participantIsReadable(company)}
    ORDER BY p.joined_sequence`;
}

/** The participant as whom a caller would write, and what may keep it from writing. */
interface WriterRow {
  readonly id: string;
  readonly isSteward: boolean;
  readonly archived: boolean;
  readonly led: boolean;
}

/**
 * The participant as whom a caller may write in a team now: it has not left, and its company is in. Read it under the
 * team's lock.
 *
 * @throws Refusal `NOT_PERMITTED` when it may not because the team is archived, or its company has no steward there
 */
export async function findWriter(
  company: string,
  transaction: Transaction,
  teamId: string,
  caller: Caller,
): Promise<{ readonly id: string; readonly isSteward: boolean } | null> {
  const [writer] = await transaction.$queryRaw<WriterRow[]>`
    SELECT p.id, p.is_steward AS "isSteward", t.archived_sequence IS NOT NULL AS archived, EXISTS (
      SELECT FROM participants AS s WHERE s.team_id = p.team_id AND s.company_slug = p.company_slug
        AND s.is_steward AND s.left_sequence IS NULL) AS led
    FROM participants AS p JOIN teams AS t ON t.id = p.team_id
    JOIN membership_intervals AS i ON i.team_id = p.team_id AND i.company_slug = p.company_slug
    WHERE p.team_id = ${teamId} AND p.company_slug = ${company} AND p.subject = ${caller.subject}
      AND p.kind::text = ${caller.kind} AND p.left_sequence IS NULL AND i.to_sequence IS NULL`;
  if (writer === undefined) return null;
  if (writer.archived) throw new Refusal('NOT_PERMITTED', 'The team is archived: nothing is written in it.');
  if (!writer.led)
    throw new Refusal(
      'NOT_PERMITTED',
      'Your company has no steward in the team: appoint one before it writes.',
    );
  return { id: writer.id, isSteward: writer.isSteward };
}

/** Adds a caller to a team at the sequence of its event. */
export async function insertParticipant(
  company: string,
  transaction: Transaction,
  participant: {
    id: string;
    teamId: string;
    caller: Pick<Caller, 'subject' | 'kind' | 'displayName'>;
    title?: string | null;
    isSteward: boolean;
    joinedSequence: number;
  },
): Promise<void> {
  const { caller, ...columns } = participant;
  const { subject, kind, displayName } = caller;
  await transaction.participant.create({
    data: { ...columns, subject, kind, displayName, companySlug: company },
  });
}
