import { Prisma } from '#prisma/shared/client/client.ts';
import { readableRanges } from '../access/readable.ts';
import type { Transaction } from '../database.ts';

/** A legal hold as its company's stewards see it. */
export interface HoldRow {
  readonly id: string;
  readonly teamId: string;
  readonly fromSequence: number;
  readonly toSequence: number | null;
  readonly reason: string;
  /** The `sub` of whoever placed it. */
  readonly placedBy: string;
  readonly placedAt: Date;
  readonly releasedBy: string | null;
  readonly releasedAt: Date | null;
}

const COLUMNS = Prisma.sql`l.id, l.team_id AS "teamId", l.from_sequence AS "fromSequence",
  l.to_sequence AS "toSequence", l.reason, l.placed_by AS "placedBy", l.placed_at AS "placedAt",
  l.released_by AS "releasedBy", l.released_at AS "releasedAt"`;

/**
 * Whether a subject answers for the company's holds in a team: one of its stewards there; where it has none, since it has
 * left or the team is deleted, whoever was one then.
 */
function answersFor(company: string, subject: string): Prisma.Sql {
  const stewards = Prisma.sql`FROM participants AS p JOIN membership_intervals AS i
    ON i.team_id = p.team_id AND i.company_slug = p.company_slug AND i.to_sequence IS NULL
    WHERE p.team_id = l.team_id AND p.company_slug = ${company} AND p.is_steward AND p.left_sequence IS NULL`;
  return Prisma.sql`(EXISTS (SELECT ${stewards} AND p.subject = ${subject})
    OR ${subject} = ANY(l.custodians) AND NOT EXISTS (SELECT ${stewards}))`;
}

/** The company's holds that a person answers for, latest first. */
export function readHoldsOf(
  company: string,
  transaction: Transaction,
  subject: string,
  teamId: string | null,
): Promise<HoldRow[]> {
  const ofTeam = teamId === null ? Prisma.empty : Prisma.sql`AND l.team_id = ${teamId}`;
  return transaction.$queryRaw<HoldRow[]>`
    SELECT ${COLUMNS} FROM legal_holds AS l
    WHERE l.company_slug = ${company} ${ofTeam}
      AND ${answersFor(company, subject)}
    ORDER BY l.id DESC LIMIT 100`;
}

/** One of them by its id; null for everything else. */
export async function findHoldOf(
  company: string,
  transaction: Transaction,
  subject: string,
  id: string,
): Promise<HoldRow | null> {
  const [found] = await transaction.$queryRaw<HoldRow[]>`
    SELECT ${COLUMNS} FROM legal_holds AS l
    WHERE l.company_slug = ${company} AND l.id = ${id}
      AND ${answersFor(company, subject)}`;
  return found ?? null;
}

/** Whether the company reads anything of a range of a team's sequences, or may yet. */
export async function isWithinReach(
  company: string,
  transaction: Transaction,
  teamId: string,
  { fromSequence, toSequence }: Pick<HoldRow, 'fromSequence' | 'toSequence'>,
): Promise<boolean> {
  const until = toSequence === null ? Prisma.empty : Prisma.sql`AND i.from_sequence <= ${toSequence}`;
  const rows = await transaction.$queryRaw<object[]>`
    SELECT 1 AS one FROM ${readableRanges(company)} AS i
    WHERE i.team_id = ${teamId} AND i.to_sequence >= ${fromSequence} ${until} LIMIT 1`;
  return rows.length > 0;
}

/** Adds a hold of the company. */
export async function insertHold(
  companySlug: string,
  transaction: Transaction,
  hold: Omit<HoldRow, 'releasedBy' | 'releasedAt'>,
): Promise<void> {
  await transaction.legalHold.create({ data: { ...hold, companySlug, custodians: [hold.placedBy] } });
}

/** Ends a hold of the company. */
export async function endHold(
  companySlug: string,
  transaction: Transaction,
  id: string,
  released: { readonly releasedBy: string; readonly releasedAt: Date },
): Promise<void> {
  await transaction.legalHold.updateMany({ where: { id, companySlug, releasedAt: null }, data: released });
}
