import { Prisma } from '#prisma/shared/client/client.ts';
import { teamIsReadable } from '../access/readable.ts';
import { asRegistry } from '../access/row-security.ts';
import type { Database, Transaction } from '../database.ts';
import type { Retention } from './retention-rules.ts';

/** A team's retention as one company may know it. */
export interface RetentionRow extends Retention {
  readonly teamId: string;
}

/** What the companies of a team have agreed on: the least that was accepted, since each was accepted by all. */
export function agreedDays(teamId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(SELECT min(v.retention_days) FROM invitations AS v
    WHERE v.team_id = ${teamId} AND v.state = 'ACTIVE' AND v.retention_enforced)`;
}

/** Of `t`. */
const AGREED = agreedDays(Prisma.sql`t.id`);

/** The retention of the teams. To a company that has left only what it has set itself: what was agreed since is not its business. */
export function readRetentionOfTeams(
  company: string,
  transaction: Transaction,
  teamIds: readonly string[],
): Promise<RetentionRow[]> {
  return transaction.$queryRaw<RetentionRow[]>`
    SELECT t.id AS "teamId", r.days AS own, CASE WHEN EXISTS (
      SELECT FROM membership_intervals AS i
      WHERE i.team_id = t.id AND i.company_slug = ${company} AND i.to_sequence IS NULL) THEN ${AGREED} END AS agreed
    FROM teams AS t LEFT JOIN retention_settings AS r ON r.team_id = t.id AND r.company_slug = ${company}
    WHERE t.id = ANY(${[...teamIds]}::text[]) AND ${teamIsReadable(company)}`;
}

/** What is agreed in a team. Read it under the team's lock. */
export async function agreedRetention(transaction: Transaction, teamId: string): Promise<number | null> {
  const [found] = await transaction.$queryRaw<{ agreed: number | null }[]>`
    SELECT ${AGREED} AS agreed FROM teams AS t WHERE t.id = ${teamId}`;
  return found?.agreed ?? null;
}

/** Sets for how long a company's messages in a team are kept, at the sequence of the event; null takes it back. */
export async function saveRetention(
  companySlug: string,
  transaction: Transaction,
  teamId: string,
  { days, sequence, at }: { readonly days: number | null; readonly sequence: number; readonly at: Date },
): Promise<void> {
  await transaction.retentionSetting.deleteMany({ where: { teamId, companySlug } });
  if (days !== null)
    await transaction.retentionSetting.create({ data: { teamId, companySlug, days, sequence, setAt: at } });
}

/** Every company there ever was: one that has left has messages still. */
export async function everyCompany(database: Database): Promise<string[]> {
  const rows = await asRegistry(database, (transaction) =>
    transaction.company.findMany({ select: { slug: true }, orderBy: { slug: 'asc' } }),
  );
  return rows.map(({ slug }) => slug);
}

/** The messages of a company's own participants, as rows of `m` in `t`, that are older than they are to be kept. */
function isDue(company: string, now: Date): Prisma.Sql {
  return Prisma.sql`m.redacted_at IS NULL
    AND m.created_at < ${now}::timestamptz - make_interval(days => LEAST(${AGREED}, (
      SELECT r.days FROM retention_settings AS r WHERE r.team_id = t.id AND r.company_slug = ${company})))
    AND EXISTS (SELECT FROM participants AS p WHERE p.id = m.author_id AND p.company_slug = ${company})`;
}

/** The teams in which messages of a company are due. */
export async function dueTeams(company: string, transaction: Transaction, now: Date): Promise<string[]> {
  const rows = await transaction.$queryRaw<{ id: string }[]>`
    SELECT t.id FROM teams AS t
    WHERE t.deleted_at IS NULL AND EXISTS (
      SELECT FROM messages AS m WHERE m.team_id = t.id AND ${isDue(company, now)})
    ORDER BY t.id`;
  return rows.map(({ id }) => id);
}

/** The next messages of a company that are due in a team, oldest first. Read them under the team's lock. */
export async function dueMessages(
  company: string,
  transaction: Transaction,
  teamId: string,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await transaction.$queryRaw<{ id: string }[]>`
    SELECT m.id FROM teams AS t JOIN messages AS m ON m.team_id = t.id
    WHERE t.id = ${teamId} AND t.deleted_at IS NULL AND ${isDue(company, now)}
    ORDER BY m.created_at, m.sequence LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}
