import { Prisma } from '#prisma/shared/client/client.ts';
import { invitationIsReadable } from '../access/readable.ts';
import type { Transaction } from '../database.ts';
import { agreedDays } from '../retention/retention-store.ts';
import type { StoredState } from './invitation-rules.ts';

/** An invitation. */
export interface InvitationRow {
  readonly id: string;
  readonly teamId: string;
  readonly companySlug: string;
  readonly inviterSlug: string;
  readonly inviterId: string;
  readonly state: StoredState;
  readonly purpose: string;
  readonly companies: string[];
  readonly retentionDays: number | null;
  readonly readAfterLeaving: boolean;
  /** JSON of cards. */
  readonly preview: string;
  readonly sequence: number;
  readonly sentAt: Date;
  readonly expiresAt: Date;
  readonly answeredAt: Date | null;
  /** JSON of who accepted: see `Acceptor`. */
  readonly acceptor: string | null;
  readonly slug: string | null;
}

const COLUMNS = Prisma.sql`v.id, v.team_id AS "teamId", v.company_slug AS "companySlug",
  v.inviter_slug AS "inviterSlug", v.inviter_id AS "inviterId", v.state::text AS state, v.purpose, v.companies,
  v.retention_days AS "retentionDays", v.read_after_leaving AS "readAfterLeaving", v.preview, v.sequence,
  v.sent_at AS "sentAt", v.expires_at AS "expiresAt", v.answered_at AS "answeredAt", v.acceptor, v.slug`;

/** The latest invitations that the company may read. */
export function readInvitations(company: string, transaction: Transaction): Promise<InvitationRow[]> {
  return transaction.$queryRaw<InvitationRow[]>`
    SELECT ${COLUMNS} FROM invitations AS v WHERE ${invitationIsReadable(company)} ORDER BY v.id DESC LIMIT 100`;
}

/** Those of the invitations that the company may read, in no order. */
export function readInvitationsById(
  company: string,
  transaction: Transaction,
  ids: readonly string[],
): Promise<InvitationRow[]> {
  return transaction.$queryRaw<InvitationRow[]>`
    SELECT ${COLUMNS} FROM invitations AS v
    WHERE v.id = ANY(${[...ids]}::text[]) AND ${invitationIsReadable(company)}`;
}

/** An invitation as it is now. Read it under its team's lock, which every change of it is made under. */
export async function findInvitation(transaction: Transaction, id: string): Promise<InvitationRow> {
  return transaction.invitation.findUniqueOrThrow({ where: { id } });
}

/** The open invitations of a company into a team that have not run out. */
export async function countOpenInvitations(
  company: string,
  transaction: Transaction,
  teamId: string,
  now: Date,
): Promise<number> {
  return transaction.invitation.count({
    where: { teamId, companySlug: company, state: { in: ['SENT', 'ACCEPTED'] }, expiresAt: { gt: now } },
  });
}

/** The open invitations that a company has sent from a team. */
export async function findOpenInvitationsOf(
  company: string,
  transaction: Transaction,
  teamId: string,
): Promise<{ readonly id: string; readonly companySlug: string }[]> {
  return transaction.invitation.findMany({
    where: { teamId, inviterSlug: company, state: { in: ['SENT', 'ACCEPTED'] } },
    select: { id: true, companySlug: true },
    orderBy: { id: 'asc' },
  });
}

/** Adds an invitation. */
export async function insertInvitation(transaction: Transaction, row: InvitationRow): Promise<void> {
  await transaction.invitation.create({ data: { ...row, retentionEnforced: true } });
}

/** Changes where an invitation stands. */
export async function updateInvitation(
  transaction: Transaction,
  id: string,
  change: {
    readonly state: StoredState;
    readonly answeredAt?: Date;
    readonly acceptor?: string;
    readonly slug?: string;
  },
): Promise<void> {
  await transaction.invitation.update({ where: { id }, data: change, select: { id: true } });
}

/** Brings the companies and the retention in the terms of a team's open invitations up to date: what is accepted is what is true. */
export async function refreshTerms(transaction: Transaction, teamId: string): Promise<void> {
  await transaction.$executeRaw`
    UPDATE invitations SET companies = ARRAY(
      SELECT i.company_slug FROM membership_intervals AS i
      WHERE i.team_id = ${teamId} AND i.to_sequence IS NULL ORDER BY i.from_sequence, i.company_slug),
      retention_days = LEAST(retention_days, ${agreedDays(Prisma.sql`${teamId}`)})
    WHERE team_id = ${teamId} AND state IN ('SENT', 'ACCEPTED')`;
}
