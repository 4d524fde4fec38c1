import { Prisma } from '#prisma/shared/client/client.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import { pageWindow } from '../access/page-window.ts';
import { messageIsShown, shareIsOver, shareIsReadable } from '../access/readable.ts';
import type { Transaction } from '../database.ts';

/** The stub of a share as one company reads it. */
export interface ShareRow {
  readonly id: string;
  readonly teamId: string;
  readonly companySlug: string;
  readonly targetKind: 'DOCUMENT' | 'PRIVATE_THREAD' | 'AGENT';
  readonly note: string | null;
  readonly sharedById: string | null;
  readonly sequence: number;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** As far as the reading company may know. */
  readonly revokedAt: Date | null;
}

function columns(company: string): Prisma.Sql {
  return Prisma.sql`s.id, s.team_id AS "teamId", s.company_slug AS "companySlug",
    s.target_kind::text AS "targetKind", s.note, s.shared_by_id AS "sharedById", s.sequence,
    s.created_at AS "createdAt", s.expires_at AS "expiresAt",
    CASE WHEN ${shareIsOver(company)} THEN s.revoked_at END AS "revokedAt"`;
}

/** Those of the shares that the company may read, in no order. */
export function readSharesById(
  company: string,
  transaction: Transaction,
  ids: readonly string[],
): Promise<ShareRow[]> {
  return transaction.$queryRaw<ShareRow[]>`
    SELECT ${columns(company)} FROM shares AS s
    WHERE s.id = ANY(${[...ids]}::text[]) AND ${shareIsReadable(company)}`;
}

/** The same page of each team's shares, by sequence, in one statement. */
export function readSharesOfTeams(
  company: string,
  transaction: Transaction,
  teamIds: readonly string[],
  page: PageRequest<number>,
): Promise<ShareRow[]> {
  const { within, order, limit } = pageWindow(page, Prisma.sql`s.sequence`);
  return transaction.$queryRaw<ShareRow[]>`
    SELECT ${columns(company)} FROM unnest(${[...teamIds]}::text[]) AS parent (id) CROSS JOIN LATERAL (
      SELECT * FROM shares AS s
      WHERE s.team_id = parent.id AND ${shareIsReadable(company)} AND ${within} ${order} ${limit}) AS s
    ${order}`;
}

/** A share that a message carries. */
export interface CarriedRow {
  readonly messageId: string;
  readonly shareId: string;
}

/** The shares that the messages carry, as far as the company may read both, oldest first. */
export function readSharesOfMessages(
  company: string,
  transaction: Transaction,
  messageIds: readonly string[],
): Promise<CarriedRow[]> {
  return transaction.$queryRaw<CarriedRow[]>`
    SELECT m.id AS "messageId", s.id AS "shareId"
    FROM message_shares AS ms JOIN messages AS m ON m.id = ms.message_id AND m.team_id = ms.team_id
    JOIN shares AS s ON s.id = ms.share_id
    WHERE ms.message_id = ANY(${[...messageIds]}::text[]) AND ${messageIsShown(company)} AND ${shareIsReadable(company)}
    ORDER BY s.sequence`;
}

/** A share of the company's own, as it is now whoever may know; null for those of others. Read it under the team's lock. */
export async function findOwnShare(
  company: string,
  transaction: Transaction,
  id: string,
): Promise<{ readonly id: string; readonly teamId: string; readonly revokedAt: Date | null } | null> {
  return transaction.share.findFirst({
    where: { id, companySlug: company },
    select: { id: true, teamId: true, revokedAt: true },
  });
}

/** Adds a share of the company at the sequence of its event; false when its id is in use. */
export async function insertShare(
  company: string,
  transaction: Transaction,
  share: Omit<ShareRow, 'companySlug' | 'revokedAt'>,
): Promise<boolean> {
  const data = [{ ...share, companySlug: company }];
  const { count } = await transaction.share.createMany({ data, skipDuplicates: true });
  return count === 1;
}

/** Ends shares of a company with an event: one, or all that it has in the team. */
export async function endShares(
  company: string,
  transaction: Transaction,
  which: { readonly teamId: string; readonly id?: string },
  { sequence, at }: { readonly sequence: number; readonly at: Date },
): Promise<void> {
  await transaction.share.updateMany({
    where: { ...which, companySlug: company, revokedSequence: null },
    data: { revokedSequence: sequence, revokedAt: at },
  });
}

/** Has a message carry shares. */
export async function insertMessageShares(
  transaction: Transaction,
  { id: messageId, teamId }: { readonly id: string; readonly teamId: string },
  shareIds: readonly string[],
): Promise<void> {
  if (shareIds.length === 0) return;
  const data = shareIds.map((shareId) => ({ messageId, shareId, teamId }));
  await transaction.messageShare.createMany({ data });
}
