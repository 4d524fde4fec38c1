import { Prisma } from '#prisma/shared/client/client.ts';
import { participantIsReadable } from '../access/readable.ts';
import type { Caller } from '../passport.ts';
import type { Transaction } from '../database.ts';

/** A participant's public card. Its subject at its company's issuer stays out of it. */
export interface ParticipantRow {
  readonly id: string;
  readonly teamId: string;
  readonly companySlug: string;
  readonly kind: 'PERSON' | 'AGENT';
  readonly displayName: string;
  readonly title: string | null;
}

const COLUMNS = Prisma.sql`p.id, p.team_id AS "teamId", p.company_slug AS "companySlug", p.kind::text AS kind,
  p.display_name AS "displayName", p.title`;

/** Those of the participants that the company may read, in no order. */
export function readParticipantsById(
  company: string,
  transaction: Transaction,
  ids: readonly string[],
): Promise<ParticipantRow[]> {
  return transaction.$queryRaw<ParticipantRow[]>`
    SELECT ${COLUMNS} FROM participants AS p
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
    SELECT ${COLUMNS} FROM unnest(${[...teamIds]}::text[]) AS parent (id) CROSS JOIN LATERAL (
      SELECT i.to_sequence FROM membership_intervals AS i
      WHERE i.team_id = parent.id AND i.company_slug = ${company} ORDER BY i.from_sequence DESC LIMIT 1) AS latest
    JOIN participants AS p ON p.team_id = parent.id
    WHERE (latest.to_sequence IS NULL OR p.joined_sequence <= latest.to_sequence)
      AND (p.left_sequence IS NULL OR p.left_sequence >= latest.to_sequence)
      AND ${participantIsReadable(company)}
    ORDER BY p.joined_sequence`;
}

/**
 * The participant as whom a caller may write in a team now: it has not left, and its company is in. Read it under the
 * team's lock.
 */
export async function findWriter(
  company: string,
  transaction: Transaction,
  teamId: string,
  caller: Caller,
): Promise<{ readonly id: string } | null> {
  return transaction.participant.findFirst({
    where: {
      teamId,
      companySlug: company,
      subject: caller.subject,
      kind: caller.kind,
      leftSequence: null,
      member: { intervals: { some: { toSequence: null } } },
    },
    select: { id: true },
  });
}

/** Adds a caller to a team at the sequence of its event. */
export async function insertParticipant(
  company: string,
  transaction: Transaction,
  participant: { id: string; teamId: string; caller: Caller; isSteward: boolean; joinedSequence: number },
): Promise<void> {
  const { caller, ...columns } = participant;
  await transaction.participant.create({ data: { ...columns, ...caller, companySlug: company } });
}
