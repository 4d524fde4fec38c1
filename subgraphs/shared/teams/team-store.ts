import { Prisma } from '#prisma/shared/client/client.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import { pageWindow } from '../access/page-window.ts';
import { teamIsReadable } from '../access/readable.ts';
import type { Transaction } from '../database.ts';
import { EMPTY_CHAIN } from '../events/event-rules.ts';

/** A team as one company knows it. */
export interface TeamRow {
  readonly id: string;
  /** The reading company's own slug for the team. */
  readonly slug: string;
  readonly name: string;
  readonly purpose: string | null;
  readonly createdAt: Date;
}

/** A company's present membership of a team. */
export interface TeamCompanyRow {
  readonly teamId: string;
  readonly companySlug: string;
  readonly joinedAt: Date;
}

const COLUMNS = Prisma.sql`t.id, ts.slug, t.name, t.purpose, t.created_at AS "createdAt"`;

function fromTeams(company: string): Prisma.Sql {
  return Prisma.sql`FROM teams AS t JOIN team_slugs AS ts ON ts.team_id = t.id AND ts.company_slug = ${company}`;
}

/** A page of the teams that a company is or was in, by id. */
export function readTeams(
  company: string,
  transaction: Transaction,
  page: PageRequest<string>,
): Promise<TeamRow[]> {
  const { within, order, limit } = pageWindow(page, Prisma.sql`t.id`);
  return transaction.$queryRaw<TeamRow[]>`
    SELECT ${COLUMNS} ${fromTeams(company)} WHERE ${teamIsReadable(company)} AND ${within} ${order} ${limit}`;
}

/** Those of the teams that the company may read, in no order. */
export function readTeamsById(
  company: string,
  transaction: Transaction,
  ids: readonly string[],
): Promise<TeamRow[]> {
  return transaction.$queryRaw<TeamRow[]>`
    SELECT ${COLUMNS} ${fromTeams(company)} WHERE t.id = ANY(${[...ids]}::text[]) AND ${teamIsReadable(company)}`;
}

/** The team that the company knows under that slug. */
export async function readTeamBySlug(
  company: string,
  transaction: Transaction,
  slug: string,
): Promise<TeamRow | null> {
  const rows = await transaction.$queryRaw<TeamRow[]>`
    SELECT ${COLUMNS} ${fromTeams(company)} WHERE ts.slug = ${slug} AND ${teamIsReadable(company)}`;
  return rows[0] ?? null;
}

/** The present members of those teams that the company is in now, in the order in which they joined. */
export function readTeamCompanies(
  company: string,
  transaction: Transaction,
  teamIds: readonly string[],
): Promise<TeamCompanyRow[]> {
  return transaction.$queryRaw<TeamCompanyRow[]>`
    SELECT member.team_id AS "teamId", member.company_slug AS "companySlug", member.joined_at AS "joinedAt"
    FROM membership_intervals AS own JOIN membership_intervals AS member ON member.team_id = own.team_id
    WHERE own.team_id = ANY(${[...teamIds]}::text[]) AND own.company_slug = ${company}
      AND own.to_sequence IS NULL AND member.to_sequence IS NULL
    ORDER BY member.from_sequence, member.joined_at, member.company_slug`;
}

/**
 * The slugs that a company has in use. Locks the company's row until the transaction ends, so that of two new teams of
 * one company the second sees the first's slug.
 */
export async function lockTeamSlugs(company: string, transaction: Transaction): Promise<Set<string>> {
  await transaction.$queryRaw`SELECT FROM companies WHERE slug = ${company} FOR NO KEY UPDATE`;
  const rows = await transaction.teamSlug.findMany({
    where: { companySlug: company },
    select: { slug: true },
  });
  return new Set(rows.map(({ slug }) => slug));
}

/** A new team, whose log is empty: nobody is in it before its first event. */
export async function insertTeam(transaction: Transaction, team: Omit<TeamRow, 'slug'>): Promise<void> {
  const { sequence: lastSequence, hash: lastHash } = EMPTY_CHAIN;
  await transaction.team.create({ data: { ...team, lastSequence, lastHash } });
}

/** Takes a company into a team for the first time, from an event on, under a slug of its own. */
export async function insertMember(
  company: string,
  transaction: Transaction,
  member: { teamId: string; slug: string; fromSequence: number; joinedAt: Date },
): Promise<void> {
  const { slug, ...interval } = member;
  await transaction.teamSlug.create({ data: { companySlug: company, slug, teamId: member.teamId } });
  await transaction.membershipInterval.create({ data: { ...interval, companySlug: company } });
}
