import { Prisma } from '#prisma/shared/client/client.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import { pageWindow } from '../access/page-window.ts';
import { TEAM_IS_WHOLE, teamIsReadable } from '../access/readable.ts';
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
  readonly status: 'ACTIVE' | 'ARCHIVED' | 'DELETED';
  readonly readAfterLeaving: boolean;
  readonly agentLoopLimit: number;
  /** Of a team that is deleted. */
  readonly finalHash: string | null;
}

/** A company's present membership of a team. */
export interface TeamCompanyRow {
  readonly teamId: string;
  readonly companySlug: string;
  readonly joinedAt: Date;
}

/**
 * For a company that has left the team bears the name, and is as archived, as when it left. The log says what that name
 * was; a narrowed caller who does not read the log has its company's own slug instead, not the name of today.
 */
const COLUMNS = Prisma.sql`t.id, ts.slug, t.purpose, t.created_at AS "createdAt",
  t.read_after_leaving AS "readAfterLeaving", t.agent_loop_limit AS "agentLoopLimit",
  COALESCE((SELECT e.payload::json ->> 'name' FROM team_events AS e
    WHERE own.ended IS NOT NULL AND e.team_id = t.id AND e.sequence <= own.ended
      AND e.kind IN ('TEAM_CREATED', 'TEAM_RENAMED') ORDER BY e.sequence DESC LIMIT 1),
    CASE WHEN own.ended IS NULL OR ${TEAM_IS_WHOLE} THEN t.name ELSE ts.slug END) AS name,
  CASE WHEN t.deleted_at IS NOT NULL THEN 'DELETED'
    WHEN t.archived_sequence <= COALESCE(own.ended, t.archived_sequence) THEN 'ARCHIVED' ELSE 'ACTIVE' END AS status,
  CASE WHEN t.deleted_at IS NOT NULL THEN t.last_hash END AS "finalHash"`;

function fromTeams(company: string): Prisma.Sql {
  return Prisma.sql`FROM teams AS t JOIN team_slugs AS ts ON ts.team_id = t.id AND ts.company_slug = ${company}
    CROSS JOIN LATERAL (
      SELECT CASE WHEN bool_or(i.to_sequence IS NULL) THEN NULL ELSE max(i.to_sequence) END AS ended
      FROM membership_intervals AS i
      WHERE i.team_id = t.id AND i.company_slug = ${company} AND NOT i.granted) AS own`;
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
 * The slugs that a company has in use, or keeps for a team that it is about to enter. Locks the company's row until the transaction ends, so that of two new teams of
 * one company the second sees the first's slug.
 */
export async function lockTeamSlugs(company: string, transaction: Transaction): Promise<Set<string>> {
  await transaction.$queryRaw`SELECT FROM companies WHERE slug = ${company} FOR NO KEY UPDATE`;
  const rows = await transaction.$queryRaw<{ slug: string }[]>`
    SELECT slug FROM team_slugs WHERE company_slug = ${company}
    UNION SELECT slug FROM invitations WHERE company_slug = ${company} AND state = 'ACCEPTED'`;
  return new Set(rows.map(({ slug }) => slug));
}

/** What a new team is. */
export type NewTeam = Pick<
  TeamRow,
  'id' | 'name' | 'purpose' | 'createdAt' | 'readAfterLeaving' | 'agentLoopLimit'
>;

/** A new team, whose log is empty: nobody is in it before its first event. */
export async function insertTeam(transaction: Transaction, team: NewTeam): Promise<void> {
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

/** Whether a team is archived, and where its log ends. Read it under the team's lock. */
export async function readTeamState(
  transaction: Transaction,
  teamId: string,
): Promise<{ readonly archived: boolean; readonly lastSequence: number }> {
  const row = await transaction.team.findUniqueOrThrow({ where: { id: teamId } });
  return { archived: row.archivedSequence !== null, lastSequence: row.lastSequence };
}

/** Gives a team another name. */
export async function updateTeamName(transaction: Transaction, id: string, name: string): Promise<void> {
  await transaction.team.update({ where: { id }, data: { name }, select: { id: true } });
}

/** Archives a team with an event, or with null takes it out of the archive. */
export async function updateTeamArchived(
  transaction: Transaction,
  id: string,
  event: { readonly sequence: number; readonly at: Date } | null,
): Promise<void> {
  const data = { archivedSequence: event?.sequence ?? null, archivedAt: event?.at ?? null };
  await transaction.team.update({ where: { id }, data, select: { id: true } });
}
