import { Prisma } from '#prisma/shared/client/client.ts';
import { proposalIsReadable } from '../access/readable.ts';
import type { Transaction } from '../database.ts';
import type { ProposalKind, ProposalState } from './proposal-rules.ts';

/** A proposal. */
export interface ProposalRow {
  readonly id: string;
  readonly teamId: string;
  readonly kind: ProposalKind;
  readonly state: ProposalState;
  readonly companySlug: string;
  readonly subjectSlug: string | null;
  readonly invitationId: string | null;
  readonly fromSequence: number | null;
  readonly toSequence: number | null;
  readonly reason: string | null;
  readonly sequence: number;
  readonly createdAt: Date;
  readonly notBefore: Date;
  readonly closedAt: Date | null;
}

/** What a company says to a proposal; null while it has not spoken. */
export interface AnswerRow {
  readonly proposalId: string;
  readonly companySlug: string;
  readonly agreed: boolean | null;
}

const COLUMNS = Prisma.sql`pr.id, pr.team_id AS "teamId", pr.kind::text AS kind, pr.state::text AS state,
  pr.company_slug AS "companySlug", pr.subject_slug AS "subjectSlug", pr.invitation_id AS "invitationId",
  pr.from_sequence AS "fromSequence", pr.to_sequence AS "toSequence", pr.reason, pr.sequence,
  pr.created_at AS "createdAt", pr.not_before AS "notBefore", pr.closed_at AS "closedAt"`;

/** Those of the proposals that the company may read, in no order. */
export function readProposalsById(
  company: string,
  transaction: Transaction,
  ids: readonly string[],
): Promise<ProposalRow[]> {
  return transaction.$queryRaw<ProposalRow[]>`
    SELECT ${COLUMNS} FROM proposals AS pr
    WHERE pr.id = ANY(${[...ids]}::text[]) AND ${proposalIsReadable(company)}`;
}

/** The proposals of invitations, as far as the company may read them. */
export function readProposalsOfInvitations(
  company: string,
  transaction: Transaction,
  ids: readonly string[],
): Promise<ProposalRow[]> {
  return transaction.$queryRaw<ProposalRow[]>`
    SELECT ${COLUMNS} FROM proposals AS pr
    WHERE pr.invitation_id = ANY(${[...ids]}::text[]) AND ${proposalIsReadable(company)}`;
}

/** The latest 100 proposals of each team that the company may read, latest first. */
export function readProposalsOfTeams(
  company: string,
  transaction: Transaction,
  teamIds: readonly string[],
): Promise<ProposalRow[]> {
  return transaction.$queryRaw<ProposalRow[]>`
    SELECT ${COLUMNS} FROM unnest(${[...teamIds]}::text[]) AS parent (id) CROSS JOIN LATERAL (
      SELECT * FROM proposals AS pr WHERE pr.team_id = parent.id AND ${proposalIsReadable(company)}
      ORDER BY pr.sequence DESC LIMIT 100) AS pr
    ORDER BY pr.sequence DESC`;
}

/** Whose consent the proposals `pr` need at this moment, as rows of proposal and company. */
const REQUIRED = Prisma.sql`
  SELECT pr.id AS proposal_id, o.company_slug FROM proposals AS pr
  JOIN membership_intervals AS o ON o.team_id = pr.team_id AND o.to_sequence IS NULL
  WHERE pr.kind IN ('INVITE_COMPANY', 'DELETE_TEAM')
    OR pr.kind = 'REMOVE_COMPANY' AND o.company_slug <> pr.subject_slug
  UNION SELECT pr.id, w.company_slug FROM proposals AS pr
  JOIN team_events AS w ON w.team_id = pr.team_id AND w.sequence BETWEEN pr.from_sequence AND pr.to_sequence
  WHERE pr.kind = 'GRANT_HISTORY' AND w.company_slug IS NOT NULL AND w.company_slug <> pr.subject_slug`;

/** Whose consent a proposal needs at this moment. Read it under the team's lock. */
export async function readRequired(transaction: Transaction, id: string): Promise<string[]> {
  const rows = await transaction.$queryRaw<{ companySlug: string }[]>`
    SELECT company_slug AS "companySlug" FROM (${REQUIRED}) AS required WHERE proposal_id = ${id}`;
  return rows.map(({ companySlug }) => companySlug);
}

/** Who has agreed to a proposal. */
export async function readAgreed(transaction: Transaction, id: string): Promise<string[]> {
  const rows = await transaction.proposalAnswer.findMany({ where: { proposalId: id, agreed: true } });
  return rows.map(({ companySlug }) => companySlug);
}

/** What companies have said to the proposals, and, of those that are open, who has to. */
export function readAnswersOfProposals(
  company: string,
  transaction: Transaction,
  ids: readonly string[],
): Promise<AnswerRow[]> {
  return transaction.$queryRaw<AnswerRow[]>`
    SELECT pr.id AS "proposalId", said.company_slug AS "companySlug", said.agreed
    FROM proposals AS pr CROSS JOIN LATERAL (
      SELECT a.company_slug, a.agreed FROM proposal_answers AS a WHERE a.proposal_id = pr.id
      UNION ALL SELECT r.company_slug, NULL FROM (${REQUIRED}) AS r
      WHERE pr.state = 'OPEN' AND r.proposal_id = pr.id AND NOT EXISTS (
        SELECT FROM proposal_answers AS a WHERE a.proposal_id = pr.id AND a.company_slug = r.company_slug)) AS said
    WHERE pr.id = ANY(${[...ids]}::text[]) AND ${proposalIsReadable(company)}
    ORDER BY said.company_slug`;
}

/** A proposal as it is now; null when it went with its team. Read it under the team's lock, which every change is made under. */
export async function findProposal(transaction: Transaction, id: string): Promise<ProposalRow | null> {
  return transaction.proposal.findUnique({ where: { id } });
}

/** The proposal by which the companies of a team were asked about an invitation. */
export async function findProposalOfInvitation(
  transaction: Transaction,
  invitationId: string,
): Promise<ProposalRow | null> {
  return transaction.proposal.findFirst({ where: { invitationId } });
}

/** Adds a proposal. */
export async function insertProposal(transaction: Transaction, row: ProposalRow): Promise<void> {
  await transaction.proposal.create({ data: row });
}

/** Writes down what a company says to a proposal, in place of what it said before. */
export async function saveAnswer(
  company: string,
  transaction: Transaction,
  { id, teamId }: ProposalRow,
  answer: { readonly agreed: boolean; readonly at: Date },
): Promise<void> {
  const key = { proposalId: id, companySlug: company };
  const { count } = await transaction.proposalAnswer.updateMany({ where: key, data: answer });
  if (count === 0) await transaction.proposalAnswer.create({ data: { ...key, teamId, ...answer } });
}

/** Closes a proposal. */
export async function closeProposal(
  transaction: Transaction,
  id: string,
  state: ProposalState,
  closedAt: Date,
): Promise<void> {
  await transaction.proposal.update({ where: { id }, data: { state, closedAt }, select: { id: true } });
}
