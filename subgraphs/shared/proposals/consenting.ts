import { isIdOf } from '#schema/wire/ids.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { findInvitation, updateInvitation } from '../invitations/invitation-store.ts';
import { findLastSteward, findSteward } from '../participants/roster-store.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { lockTeam } from '../teams/team-lock.ts';
import { completeProposal } from './completing.ts';
import {
  closeProposal,
  findProposal,
  readAgreed,
  readProposalsById,
  readRequired,
  saveAnswer,
  type ProposalRow,
} from './proposal-store.ts';

/** What `consent` is asked for. */
export interface ConsentInput {
  readonly proposalId: string;
  readonly agree: boolean;
}

/** Says whether the caller's company agrees to a proposal. The answer that completes it carries it out. */
export function consent(
  context: Context,
  { proposalId, agree }: ConsentInput,
): Promise<Outcome<ProposalRow>> {
  return outcomeOf([], () =>
    context.write(async (transaction) => {
      const proposal = await openProposal(context.company, transaction, proposalId);
      const actor = await answerer(context, transaction, proposal);
      if (!agree) return refuse(context, transaction, proposal, actor);
      await agreeTo(context, transaction, proposal, actor);
      return completeProposal(context, transaction, proposal, actor);
    }),
  );
}

async function openProposal(company: string, transaction: Transaction, id: string): Promise<ProposalRow> {
  const [seen] = isIdOf(id, 'prp') ? await readProposalsById(company, transaction, [id]) : [];
  if (seen === undefined) throw new Refusal('NOT_FOUND', 'There is no such proposal.', 'proposalId');
  await lockTeam(transaction, seen.teamId);
  const proposal = await findProposal(transaction, id);
  if (proposal?.state === 'OPEN') return proposal;
  throw new Refusal('ALREADY_USED', 'The proposal has been decided.', 'proposalId');
}

/** A steward of a company that has a say; of history also one of a company that has left, from its last day. */
async function answerer(
  { company, caller }: Context,
  transaction: Transaction,
  { id, teamId, kind, companySlug }: ProposalRow,
): Promise<string> {
  const asked = [companySlug, ...(await readRequired(transaction, id))];
  const steward =
    (await findSteward(company, transaction, teamId, caller)) ??
    (kind === 'GRANT_HISTORY' ? await findLastSteward(company, transaction, teamId, caller) : null);
  if (steward === null || !asked.includes(company))
    throw new Refusal('NOT_PERMITTED', 'Only stewards of the companies whose consent is needed answer.');
  return steward.id;
}

async function agreeTo(context: Context, transaction: Transaction, proposal: ProposalRow, actor: string) {
  const { id: proposalId, teamId } = proposal;
  if ((await readAgreed(transaction, proposalId)).includes(context.company)) return;
  const { at } = await recordEvent(context, transaction, {
    ...{ teamId, actor, kind: 'PROPOSAL_AGREED', payload: { proposalId } },
  });
  await saveAnswer(context.company, transaction, proposal, { agreed: true, at });
}

async function refuse(
  context: Context,
  transaction: Transaction,
  proposal: ProposalRow,
  actor: string,
): Promise<ProposalRow> {
  const { id: proposalId, teamId, invitationId } = proposal;
  const own = proposal.companySlug === context.company;
  const kind = own ? 'PROPOSAL_WITHDRAWN' : 'PROPOSAL_REFUSED';
  const { at } = await recordEvent(context, transaction, { teamId, actor, kind, payload: { proposalId } });
  await saveAnswer(context.company, transaction, proposal, { agreed: false, at });
  const state = own ? 'WITHDRAWN' : 'REFUSED';
  await closeProposal(transaction, proposalId, state, at);
  if (invitationId !== null) {
    const { companySlug: company } = await findInvitation(transaction, invitationId);
    const payload = { invitationId, company };
    await recordEvent(context, transaction, { teamId, actor, kind: 'INVITATION_REVOKED', payload });
    await updateInvitation(transaction, invitationId, { state: 'REVOKED', answeredAt: at });
  }
  return { ...proposal, state, closedAt: at };
}
