import type { SequenceRange } from '../events/chain-rules.ts';
import type { Transaction } from '../database.ts';
import { endShares } from '../shares/share-store.ts';
import { endDepartedAudiences } from '../threads/thread-audience-store.ts';

/** An end or a beginning of a company's membership: the event and its instant. */
export interface MembershipPoint {
  readonly teamId: string;
  readonly sequence: number;
  readonly at: Date;
}

/** The companies that are in the team now, in the order in which they joined. Read it under the team's lock. */
export async function readActiveCompanies(transaction: Transaction, teamId: string): Promise<string[]> {
  const rows = await transaction.membershipInterval.findMany({
    where: { teamId, toSequence: null },
    select: { companySlug: true },
    orderBy: [{ fromSequence: 'asc' }, { companySlug: 'asc' }],
  });
  return rows.map(({ companySlug }) => companySlug);
}

/** Takes a company into a team from an event on; under that slug, unless it has been in the team before. */
export async function openMembership(
  company: string,
  transaction: Transaction,
  slug: string,
  { teamId, sequence, at }: MembershipPoint,
): Promise<void> {
  const member = { companySlug: company, teamId };
  if ((await transaction.teamSlug.count({ where: member })) === 0)
    await transaction.teamSlug.create({ data: { ...member, slug } });
  await transaction.membershipInterval.create({ data: { ...member, fromSequence: sequence, joinedAt: at } });
}

/** Ends a company's membership with an event: its participants are former ones, and what it shared is over. Where the team's terms say so, it no longer reads. */
export async function closeMembership(
  company: string,
  transaction: Transaction,
  { teamId, sequence, at }: MembershipPoint,
): Promise<void> {
  const present = { teamId, companySlug: company };
  await transaction.membershipInterval.updateMany({
    where: { ...present, toSequence: null },
    data: { toSequence: sequence, leftAt: at },
  });
  await transaction.participant.updateMany({
    where: { ...present, leftSequence: null },
    data: { leftSequence: sequence },
  });
  await endDepartedAudiences(transaction, teamId);
  await endShares(company, transaction, { teamId }, { sequence, at });
  await transaction.$executeRaw`
    UPDATE membership_intervals AS i SET readable = false FROM teams AS t
    WHERE t.id = i.team_id AND NOT t.read_after_leaving AND i.team_id = ${teamId} AND i.company_slug = ${company}`;
}

/** The ranges that a company has been given in a team so far, readable or not. */
export async function readRanges(
  company: string,
  transaction: Transaction,
  teamId: string,
): Promise<SequenceRange[]> {
  const rows = await transaction.membershipInterval.findMany({ where: { teamId, companySlug: company } });
  return rows.map((row) => ({ from: row.fromSequence, to: row.toSequence ?? Number.MAX_SAFE_INTEGER }));
}

/** Opens ranges of history to a company, which must not touch those that it has; and those within them that were closed to it. */
export async function insertGrants(
  company: string,
  transaction: Transaction,
  { teamId, at }: Omit<MembershipPoint, 'sequence'>,
  { whole, parts }: { readonly whole: SequenceRange; readonly parts: readonly SequenceRange[] },
): Promise<void> {
  await transaction.membershipInterval.updateMany({
    where: { teamId, companySlug: company, fromSequence: { gte: whole.from }, toSequence: { lte: whole.to } },
    data: { readable: true },
  });
  const row = { teamId, companySlug: company, joinedAt: at, leftAt: at, granted: true };
  await transaction.membershipInterval.createMany({
    data: parts.map(({ from, to }) => ({ ...row, fromSequence: from, toSequence: to })),
  });
}
