import { openTeam } from '../access/row-security.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { activate } from '../invitations/activation.ts';
import { findInvitation } from '../invitations/invitation-store.ts';
import { endMembership } from '../membership/membership-ending.ts';
import { insertGrants, readActiveCompanies, readRanges } from '../membership/membership-store.ts';
import { uncovered } from '../membership/range-rules.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import { deleteTeamRows } from '../teams/team-deletion.ts';
import { readTeamState } from '../teams/team-store.ts';
import { isComplete, removalPanel } from './proposal-rules.ts';
import { closeProposal, readAgreed, readRequired, type ProposalRow } from './proposal-store.ts';

/**
 * Carries a proposal out if nothing is missing any more: everything that it depends on is looked at again, under the
 * team's lock, and it is done in the transaction of the consent that completes it.
 *
 * @returns the proposal as it is then
 */
export async function completeProposal(
  context: Context,
  transaction: Transaction,
  proposal: ProposalRow,
  actor: string,
): Promise<ProposalRow> {
  const { id, notBefore } = proposal;
  const required = await readRequired(transaction, id);
  const tally = { required, agreed: await readAgreed(transaction, id), notBefore, now: context.now() };
  if (!isComplete(tally) || !(await isReady(transaction, proposal))) return proposal;
  await openTeam(transaction, proposal.teamId);
  await carryOut(context, transaction, proposal, actor);
  const closed = { ...proposal, state: 'CARRIED_OUT', closedAt: context.now() } as const;
  if (proposal.kind === 'DELETE_TEAM') await deleteTeamRows(transaction, proposal.teamId, context.now());
  else await closeProposal(transaction, id, closed.state, closed.closedAt);
  return closed;
}

/** The consents of the others may come before the answer of the invited company. */
async function isReady(transaction: Transaction, { invitationId }: ProposalRow): Promise<boolean> {
  return invitationId === null || (await findInvitation(transaction, invitationId)).state === 'ACCEPTED';
}

async function carryOut(context: Context, transaction: Transaction, proposal: ProposalRow, actor: string) {
  const { id, kind, teamId, subjectSlug, invitationId } = proposal;
  if (kind === 'DELETE_TEAM') return deletion(context, transaction, proposal, actor);
  if (kind === 'INVITE_COMPANY' && invitationId !== null)
    return activate(context, transaction, await findInvitation(transaction, invitationId), actor);
  const company = subjectSlug ?? '';
  const companies = await readActiveCompanies(transaction, teamId);
  if (!companies.includes(company)) throw new Refusal('CONFLICT', 'The company is no longer in the team.');
  if (kind === 'GRANT_HISTORY') return grant(context, transaction, proposal, actor);
  if (removalPanel(companies, company) === null)
    throw new Refusal('CONFLICT', 'Too few companies are left in the team to remove one.');
  const payload = { company, proposalId: id };
  return endMembership(context, transaction, { kind: 'COMPANY_REMOVED', payload, company, teamId, actor });
}

async function deletion(context: Context, transaction: Transaction, proposal: ProposalRow, actor: string) {
  const { id: proposalId, teamId } = proposal;
  if (!(await readTeamState(transaction, teamId)).archived)
    throw new Refusal('CONFLICT', 'The team is not archived any more.');
  await recordEvent(context, transaction, { teamId, actor, kind: 'TEAM_DELETED', payload: { proposalId } });
}

async function grant(context: Context, transaction: Transaction, proposal: ProposalRow, actor: string) {
  const { id: proposalId, teamId, subjectSlug, fromSequence, toSequence } = proposal;
  const [company, from, to] = [subjectSlug ?? '', fromSequence ?? 0, toSequence ?? 0];
  const payload = { proposalId, company, fromSequence: from, toSequence: to };
  const { at } = await recordEvent(context, transaction, { teamId, actor, kind: 'HISTORY_GRANTED', payload });
  const parts = uncovered({ from, to }, await readRanges(company, transaction, teamId));
  await insertGrants(company, transaction, { teamId, at }, { whole: { from, to }, parts });
}
