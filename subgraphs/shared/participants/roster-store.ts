import type { Caller } from '../passport.ts';
import type { Transaction } from '../database.ts';

/** What a company may change of its participant's card. */
export interface CardChange {
  readonly displayName?: string;
  readonly title?: string | null;
  readonly isSteward?: boolean;
  readonly leftSequence?: number;
}

/** A participant as its own company's stewards handle it. */
export interface RosterRow {
  readonly id: string;
  readonly teamId: string;
  readonly kind: 'PERSON' | 'AGENT';
  readonly isSteward: boolean;
  readonly leftSequence: number | null;
}

/** The caller as a steward of a company that is in the team now; null when it is none. */
export async function findSteward(
  company: string,
  transaction: Transaction,
  teamId: string,
  caller: Caller,
): Promise<{ readonly id: string } | null> {
  return transaction.participant.findFirst({
    where: {
      ...{ teamId, companySlug: company, subject: caller.subject, kind: caller.kind },
      ...{ isSteward: true, leftSequence: null },
      member: { intervals: { some: { toSequence: null } } },
    },
    select: { id: true },
  });
}

/** The caller as one who was a steward of its company when that left the team for the last time; null while it is in. */
export async function findLastSteward(
  company: string,
  transaction: Transaction,
  teamId: string,
  { subject, kind }: Caller,
): Promise<{ readonly id: string } | null> {
  const rows = await transaction.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM participants AS p CROSS JOIN LATERAL (
      SELECT i.to_sequence FROM membership_intervals AS i
      WHERE i.team_id = p.team_id AND i.company_slug = p.company_slug AND NOT i.granted
      ORDER BY i.from_sequence DESC LIMIT 1) AS latest
    WHERE p.team_id = ${teamId} AND p.company_slug = ${company} AND p.subject = ${subject}
      AND p.kind::text = ${kind} AND p.is_steward AND p.left_sequence = latest.to_sequence`;
  return rows[0] ?? null;
}

/** Whether a participant is a steward of a company that is in the team now. */
export async function isSteward(transaction: Transaction, id: string): Promise<boolean> {
  const where = {
    ...{ id, isSteward: true, leftSequence: null },
    member: { intervals: { some: { toSequence: null } } },
  };
  return (await transaction.participant.count({ where })) === 1;
}

/** A company's own participant by its id; null for those of others, and for former ones. */
export async function findOwnParticipant(
  company: string,
  transaction: Transaction,
  id: string,
): Promise<RosterRow | null> {
  return transaction.participant.findFirst({ where: { id, companySlug: company, leftSequence: null } });
}

/** How many stewards a company has in a team. */
export async function countStewards(
  company: string,
  transaction: Transaction,
  teamId: string,
): Promise<number> {
  return transaction.participant.count({
    where: { teamId, companySlug: company, isSteward: true, leftSequence: null },
  });
}

/** Whether the company has a participant with that subject in the team now. */
export async function isPresent(
  company: string,
  transaction: Transaction,
  teamId: string,
  subject: string,
): Promise<boolean> {
  const where = { teamId, companySlug: company, subject, leftSequence: null };
  return (await transaction.participant.count({ where })) > 0;
}

/** A company's own participant by its id, present or former. */
export async function findOwnCard(
  company: string,
  transaction: Transaction,
  id: string,
): Promise<RosterRow | null> {
  return transaction.participant.findFirst({ where: { id, companySlug: company } });
}

/** Changes a company's own participant. */
export async function updateParticipantRow(
  company: string,
  transaction: Transaction,
  id: string,
  change: CardChange,
): Promise<void> {
  await transaction.participant.updateMany({ where: { id, companySlug: company }, data: change });
}

/** The caller as a person of a company that is in the team now. */
export async function findPresentPerson(
  company: string,
  transaction: Transaction,
  teamId: string,
  caller: Caller,
): Promise<{ readonly id: string } | null> {
  return caller.kind === 'PERSON' ? findPresent(company, transaction, teamId, caller) : null;
}

/** The caller as a participant of a company that is in the team now. */
export async function findPresent(
  company: string,
  transaction: Transaction,
  teamId: string,
  { subject, kind }: Caller,
): Promise<{ readonly id: string } | null> {
  return transaction.participant.findFirst({
    where: {
      ...{ teamId, companySlug: company, subject, kind, leftSequence: null },
      member: { intervals: { some: { toSequence: null } } },
    },
    select: { id: true },
  });
}
