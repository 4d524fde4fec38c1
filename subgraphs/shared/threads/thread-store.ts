import { Prisma } from '#prisma/shared/client/client.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import { pageWindow } from '../access/page-window.ts';
import { threadIsReadable, threadRevisionIsReadable } from '../access/readable.ts';
import type { Transaction } from '../database.ts';

/** A thread. */
export interface ThreadRow {
  readonly id: string;
  readonly teamId: string;
  readonly slug: string;
  readonly title: string;
  readonly state: 'OPEN' | 'CLOSED';
  readonly visibility: 'OPEN' | 'RESTRICTED';
  readonly createdSequence: number;
  readonly createdAt: Date;
}

const COLUMNS = Prisma.sql`th.id, th.team_id AS "teamId", th.slug, COALESCE(tr.title, th.title) AS title,
  COALESCE(tr.state, 'OPEN')::text AS state, COALESCE(tr.visibility, 'OPEN')::text AS visibility,
  th.created_sequence AS "createdSequence", th.created_at AS "createdAt"`;

/** What became of a thread, as far as the company may know. */
function latestRevision(company: string): Prisma.Sql {
  return Prisma.sql`LEFT JOIN LATERAL (
    SELECT * FROM thread_revisions AS tr WHERE tr.thread_id = th.id AND ${threadRevisionIsReadable(company)}
    ORDER BY tr.sequence DESC LIMIT 1) AS tr ON TRUE`;
}

/** Those of the threads that the company may read, in no order. */
export function readThreadsById(
  company: string,
  transaction: Transaction,
  ids: readonly string[],
): Promise<ThreadRow[]> {
  return transaction.$queryRaw<ThreadRow[]>`
    SELECT ${COLUMNS} FROM threads AS th ${latestRevision(company)}
    WHERE th.id = ANY(${[...ids]}::text[]) AND ${threadIsReadable(company)}`;
}

/** Those of the teams' threads of that slug that the company may read: one of a team at most, in no order. */
export function readThreadsBySlug(
  company: string,
  transaction: Transaction,
  teamIds: readonly string[],
  slug: string,
): Promise<ThreadRow[]> {
  return transaction.$queryRaw<ThreadRow[]>`
    SELECT ${COLUMNS} FROM threads AS th ${latestRevision(company)}
    WHERE th.team_id = ANY(${[...teamIds]}::text[]) AND th.slug = ${slug} AND ${threadIsReadable(company)}`;
}

/** The same page of each team's threads, by creation, in one statement. */
export function readThreadsOfTeams(
  company: string,
  transaction: Transaction,
  teamIds: readonly string[],
  page: PageRequest<number>,
): Promise<ThreadRow[]> {
  const { within, order, limit } = pageWindow(page, Prisma.sql`th.created_sequence`);
  return transaction.$queryRaw<ThreadRow[]>`
    SELECT ${COLUMNS} FROM unnest(${[...teamIds]}::text[]) AS parent (id) CROSS JOIN LATERAL (
      SELECT * FROM threads AS th
      WHERE th.team_id = parent.id AND ${threadIsReadable(company)} AND ${within} ${order} ${limit}) AS th
    ${latestRevision(company)} ${order}`;
}

/** The slugs in use in a team. Read under the team's lock, they stay true until the transaction ends. */
export async function readThreadSlugs(transaction: Transaction, teamId: string): Promise<Set<string>> {
  const rows = await transaction.thread.findMany({ where: { teamId }, select: { slug: true } });
  return new Set(rows.map(({ slug }) => slug));
}

/** Adds a thread at the sequence of its event; false when its id is in use. */
export async function insertThread(
  transaction: Transaction,
  thread: Omit<ThreadRow, 'state' | 'visibility'>,
  createdById: string,
): Promise<boolean> {
  const data = [{ ...thread, createdById }];
  const { count } = await transaction.thread.createMany({ data, skipDuplicates: true });
  return count === 1;
}
